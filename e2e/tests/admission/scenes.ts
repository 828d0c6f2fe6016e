import type { DocumentState, Verdict, Writer } from '@skein/shared/admission/admission';
import type { DeviceId, MessageId, UserId } from '@skein/shared/ids';
import { segmentOf } from '@skein/shared/segment';
import { userDocumentOf } from '@skein/shared/userDocument';
import * as Y from 'yjs';

/** A document as the relay has it, who writes into it, and what they may honestly send. */
export interface Scene {
  readonly name: string;
  readonly state: Uint8Array;
  readonly writer: Writer;
  readonly seeds: readonly Uint8Array[];
  readonly stateOf: (doc: Y.Doc) => DocumentState;
  /** What admission must leave alone, as values. */
  readonly ofOthers: (doc: Y.Doc) => unknown;
  /** What the relay adds in the same step. */
  readonly adds: (doc: Y.Doc, verdict: Extract<Verdict, { answer: 'admit' }>) => void;
}

const writerOf = (name: string): Writer => ({
  user: name as UserId,
  device: `${name}-phone` as DeviceId,
  devices: new Set([`${name}-phone`, `${name}-laptop`] as DeviceId[]),
  moderator: false,
});

const mallory = writerOf('mallory');

const messageBy = ({ user, device }: Writer, id: string) => ({
  id: id as MessageId,
  author: user,
  device,
  sentAt: 1,
  kind: 'text' as const,
  text: `text of ${id}`,
});

const amendmentBy = ({ user, device }: Writer, id: string, message: string, more: object) =>
  ({ id, message, author: user, device, at: 2, ...more }) as never;

const copyOf = (doc: Y.Doc, client: number): Y.Doc => {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  copy.clientID = client;
  return copy;
};

/** Changes of a replica, each as the update it makes. */
const changesOf = (doc: Y.Doc, ...changes: readonly (() => void)[]): Uint8Array[] => {
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const change of changes) doc.transact(change);
  return updates;
};

/** Sent one by one, merged, with gaps, and as a full resync. */
const deliveries = (doc: Y.Doc, updates: readonly Uint8Array[]): Uint8Array[] => [
  ...updates,
  Y.mergeUpdates([...updates]),
  Y.mergeUpdates(updates.filter((_, index) => index % 2 === 0)),
  Y.encodeStateAsUpdate(doc),
];

const segmentScene = (): Scene => {
  const relay = new Y.Doc();
  relay.clientID = 1;
  const { messages, stamps, writers, meta } = segmentOf(relay);
  meta.set('room', 'r1' as never);
  meta.set('index', 0);
  meta.set('firstSeq', 1);
  let seq = 0;
  for (const [client, name] of [
    [101, 'alice'],
    [102, 'bob'],
    [103, 'mallory'],
  ] as const) {
    const writer = writerOf(name);
    const tab = copyOf(relay, client);
    const own = segmentOf(tab);
    own.messages.push([1, 2, 3].map((index) => messageBy(writer, `${name}${index}`)));
    for (let index = 0; index < 3; index++)
      own.cursors.set(writer.device, { user: writer.user, seq: index % 2 ? seq : 0 });
    own.reactions.set(`alice1 ${name} 👍`, true);
    own.reactions.set(`alice1 ${name} 🎉`, true);
    own.reactions.delete(`alice1 ${name} 👍`);
    Y.applyUpdate(relay, Y.encodeStateAsUpdate(tab));
    relay.transact(() => {
      writers.set(`${client}`, writer.user);
      for (const { id, author } of messages.toArray().slice(-2))
        stamps.set(id, { seq: ++seq, at: seq, author });
    });
  }
  // Half of a run is known: what comes next merges with it.
  const half = copyOf(relay, 104);
  segmentOf(half).messages.push([messageBy(mallory, 'p1'), messageBy(mallory, 'p2')]);
  Y.applyUpdate(relay, Y.encodeStateAsUpdate(half));
  writers.set('104', mallory.user);
  segmentOf(half).messages.push([messageBy(mallory, 'p3'), messageBy(mallory, 'p4')]);
  segmentOf(half).messages.delete(segmentOf(half).messages.length - 3, 2);
  const tab = copyOf(relay, 666);
  const own = segmentOf(tab);
  const fresh = changesOf(
    tab,
    () => own.messages.push([messageBy(mallory, 'n1'), messageBy(mallory, 'n2'), messageBy(mallory, 'n3')]),
    () => own.cursors.set(mallory.device, { user: mallory.user, seq: 1 }),
    () => own.cursors.set(mallory.device, { user: mallory.user, seq: 2 }),
    () => own.reactions.set('alice1 mallory 👍', true),
    () => own.reactions.delete('alice1 mallory 🎉'),
    () => own.amendments.push([amendmentBy(mallory, 'a1', 'mallory2', { text: 'again' })]),
    () => own.amendments.push([amendmentBy(mallory, 'a2', 'n1', { retract: true })]),
    () => own.messages.delete(own.messages.length - 2),
    () => own.messages.push([messageBy(mallory, 'n4')]),
  );
  const old = copyOf(relay, 103);
  const again = segmentOf(old);
  const continued = changesOf(
    old,
    () => again.messages.push([messageBy(mallory, 'o1')]),
    () => again.messages.delete(6),
    () => again.messages.delete(again.messages.length - 1),
    () => again.messages.push([messageBy(mallory, 'o2'), messageBy(mallory, 'o3')]),
  );
  const both = copyOf(tab, 667);
  Y.applyUpdate(both, Y.mergeUpdates(continued));
  segmentOf(both).messages.push([messageBy(mallory, 'b1')]);
  return {
    name: 'a segment',
    state: Y.encodeStateAsUpdate(relay),
    writer: mallory,
    seeds: [
      ...deliveries(tab, fresh),
      ...deliveries(old, continued),
      Y.encodeStateAsUpdate(both),
      Y.encodeStateAsUpdate(half),
      Y.encodeStateAsUpdate(relay),
    ],
    stateOf: (doc) => ({ kind: 'segment', segment: segmentOf(doc), lastSeq: seq }),
    ofOthers: (doc) => {
      const segment = segmentOf(doc);
      const isForeign = ({ author }: { readonly author: string }): boolean => author !== mallory.user;
      return {
        messages: segment.messages.toArray().filter(isForeign),
        amendments: segment.amendments.toArray().filter(isForeign),
        cursors: [...segment.cursors.entries()].filter(([, { user }]) => user !== mallory.user),
        reactions: [...segment.reactions.keys()].filter((key) => !key.includes(' mallory ')),
        stamps: [...segment.stamps.entries()],
        writers: [...segment.writers.entries()],
        meta: [...segment.meta.entries()],
      };
    },
    adds: (doc, { changes }) => {
      const segment = segmentOf(doc);
      doc.transact(() => {
        for (const client of changes.newWriters) segment.writers.set(`${client}`, mallory.user);
        let next = seq;
        for (const { message } of changes.messages)
          segment.stamps.set(message.id, { seq: ++next, at: next, author: message.author });
      });
    },
  };
};

const userScene = (): Scene => {
  const relay = new Y.Doc();
  relay.clientID = 1;
  const { meta, rooms, writers } = userDocumentOf(relay);
  meta.set('user', mallory.user);
  meta.set('index', 0);
  rooms.push([{ id: 'r1' } as never]);
  const past = copyOf(relay, 103);
  const before = userDocumentOf(past);
  before.settings.set('theme', 'dark');
  before.settings.set('theme', 'light');
  before.drafts.set('r1', { text: 'dra', at: 1 });
  Y.applyUpdate(relay, Y.encodeStateAsUpdate(past));
  writers.set('103', mallory.user);
  const tab = copyOf(relay, 666);
  const own = userDocumentOf(tab);
  const updates = changesOf(
    tab,
    () => own.settings.set('theme', 'dark'),
    () => own.settings.set('a/b.c', { deep: [[1, -0, 1.5, 2 ** 40, null]], toString: 'x' }),
    () => own.drafts.set('r1', { text: 'draft', at: 2, replyTo: 'm1' as MessageId }),
    () => own.drafts.delete('r1'),
    () => own.marks.set('r1' as never, { seq: 3 }),
    () =>
      own.returned.set('m1', {
        room: 'r1' as never,
        text: 'x',
        reason: 'word-refused',
        sentAt: 1,
        returnedAt: 2,
      }),
    () => own.returned.delete('m1'),
  );
  return {
    name: 'a user document',
    state: Y.encodeStateAsUpdate(relay),
    writer: mallory,
    seeds: [...deliveries(tab, updates), Y.encodeStateAsUpdate(relay)],
    stateOf: (doc) => ({ kind: 'user', document: userDocumentOf(doc), user: mallory.user }),
    ofOthers: (doc) => {
      const { rooms, people, devices, writers, meta } = userDocumentOf(doc);
      const lists = [rooms, people, devices].map((list) => list.toArray());
      return { lists, writers: [...writers.entries()], meta: [...meta.entries()] };
    },
    adds: (doc, { changes }) => {
      const document = userDocumentOf(doc);
      doc.transact(() => {
        for (const client of changes.newWriters) document.writers.set(`${client}`, mallory.user);
      });
    },
  };
};

export const scenes = [segmentScene(), userScene()] as const;
