import * as Y from 'yjs';
import { type DocumentState, judge, type Verdict, type Writer } from '../src/admission/admission.ts';
import type { AmendmentId, DeviceId, MessageId, RoomId, UserId } from '../src/ids.ts';
import type { Amendment, Message } from '../src/message.ts';
import { type Segment, segmentOf } from '../src/segment.ts';

export const user = (name: string): UserId => name as UserId;
export const device = (name: string): DeviceId => name as DeviceId;
export const messageId = (name: string): MessageId => name as MessageId;

export const writerOf = (name: string, more: Partial<Writer> = {}): Writer => ({
  user: user(name),
  device: device(`${name}-phone`),
  devices: new Set([device(`${name}-phone`), device(`${name}-laptop`)]),
  moderator: false,
  ...more,
});

export const messageBy = (writer: Writer, id: string, more: Partial<Message> = {}): Message => ({
  id: messageId(id),
  author: writer.user,
  device: writer.device,
  sentAt: 1_000,
  kind: 'text',
  text: `text of ${id}`,
  ...more,
});

export const amendmentBy = (writer: Writer, id: string, more: Partial<Amendment>): Amendment => ({
  id: id as AmendmentId,
  message: messageId('m1'),
  author: writer.user,
  device: writer.device,
  at: 2_000,
  ...more,
});

export const bytesOf = (doc: Y.Doc): Uint8Array => Y.encodeStateAsUpdate(doc);

/** What a relay does with a segment, one update a step: judge, apply, record the writers, stamp, erase what was retracted. */
export class SegmentRelay {
  readonly doc = new Y.Doc();
  readonly segment: Segment = segmentOf(this.doc);
  lastSeq = 0;

  constructor(client = 1) {
    this.doc.clientID = client;
    this.doc.transact(() => {
      this.segment.meta.set('room', 'r1' as RoomId);
      this.segment.meta.set('index', 0);
      this.segment.meta.set('firstSeq', 1);
    });
  }

  get state(): DocumentState {
    return { kind: 'segment', segment: this.segment, lastSeq: this.lastSeq };
  }

  judge(update: Uint8Array, writer: Writer): Verdict {
    return judge(update, this.state, writer);
  }

  receive(update: Uint8Array, writer: Writer): Verdict {
    const verdict = this.judge(update, writer);
    if (verdict.answer === 'admit') this.apply(verdict, writer);
    return verdict;
  }

  apply({ update, changes }: Extract<Verdict, { answer: 'admit' }>, writer: Writer): void {
    Y.applyUpdate(this.doc, update);
    this.doc.transact(() => {
      for (const client of changes.newWriters) this.segment.writers.set(String(client), writer.user);
      for (const { message } of changes.messages)
        this.segment.stamps.set(message.id, {
          seq: ++this.lastSeq,
          at: this.lastSeq,
          author: message.author,
        });
    });
  }
}

/** A replica of what a relay has, which keeps what was written here since `sent` was last emptied. */
export class Replica {
  readonly doc = new Y.Doc();
  readonly segment: Segment = segmentOf(this.doc);
  readonly writer: Writer;
  unsent: Uint8Array[] = [];

  constructor(writer: Writer, client: number, from?: Y.Doc) {
    this.writer = writer;
    if (from) Y.applyUpdate(this.doc, bytesOf(from));
    this.doc.clientID = client;
    this.doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (transaction.local) this.unsent.push(update);
    });
  }

  /** The update that a local change makes. */
  update(change: (segment: Segment) => void): Uint8Array {
    this.unsent = [];
    this.doc.transact(() => change(this.segment));
    const [update] = this.unsent;
    if (!update) throw new Error('nothing was changed');
    return update;
  }
}
