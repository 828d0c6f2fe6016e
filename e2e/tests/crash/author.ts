import { segmentName } from '@skein/shared/documents';
import { type DeviceId, type MessageId, newMessageId, type RoomId, type UserId } from '@skein/shared/ids';
import { readMeta, type Segment, segmentOf } from '@skein/shared/segment';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { Transport } from './transports.ts';
import type { Witness } from './witness.ts';

/** Unstamped messages after which an author listens before it goes on. */
const PATIENCE = 4;

interface Part {
  readonly segment: Segment;
  readonly provider: WebsocketProvider;
}

/** Writes into a room and follows its chain of segments, whatever happens to the relay. */
export class Author {
  readonly composed: MessageId[] = [];
  /** What this author itself saw stamped, its own and others'. */
  readonly stamped = new Set<MessageId>();
  readonly user: UserId;
  readonly #device: DeviceId;
  readonly #room: RoomId;
  readonly #transport: Transport;
  readonly #witness: Witness;
  readonly #parts: Part[] = [];
  #ownStamped = 0;
  #toSay = 0;

  constructor(
    identity: { readonly user: string; readonly device: string; readonly room: string },
    transport: Transport,
    witness: Witness,
  ) {
    this.user = identity.user as UserId;
    this.#device = identity.device as DeviceId;
    this.#room = identity.room as RoomId;
    this.#transport = transport;
    this.#witness = witness;
    this.#follow();
  }

  /** Ids in every segment as far as it is here, those carried forward only where they went to. */
  shown(): MessageId[] {
    return this.#parts.flatMap(({ segment: { messages, stamps } }) =>
      messages
        .toArray()
        .map(({ id }) => id)
        .filter((id) => stamps.get(id)?.in === undefined),
    );
  }

  get unstamped(): number {
    return this.composed.length - this.#ownStamped;
  }

  /** Says so many more, at the pace at which stamps come. */
  talk(messages: number): void {
    this.#toSay += messages;
    this.#goOn();
  }

  /** Says what is left to say, stamps or not. */
  finish(): void {
    for (; this.#toSay > 0; this.#toSay--) this.#compose();
  }

  retry(): void {
    this.#transport.retry();
  }

  close(): void {
    for (const { provider, segment } of this.#parts) {
      provider.destroy();
      segment.doc.destroy();
    }
    this.#transport.close();
  }

  #goOn(): void {
    for (; this.#toSay > 0 && this.unstamped < PATIENCE; this.#toSay--) this.#compose();
  }

  #compose(): void {
    const id = newMessageId();
    this.composed.push(id);
    this.#parts.at(-1)?.segment.messages.push([
      {
        id,
        author: this.user,
        device: this.#device,
        sentAt: Date.now(),
        kind: 'text',
        text: `${this.composed.length}`,
      },
    ]);
  }

  /** Opens the next segment of the chain. */
  #follow(): void {
    const index = this.#parts.length;
    const doc = new Y.Doc();
    const segment = segmentOf(doc);
    doc.on('afterTransaction', ({ local }: Y.Transaction) => {
      if (!local) this.#look(segment, index);
    });
    const document = segmentName(this.#room, index);
    const provider = this.#transport.open(document, doc);
    provider.on('closed', ({ code, reason }) =>
      this.#witness.complain(`the relay refused an honest author: ${document}, ${code} ${reason}`),
    );
    this.#parts.push({ segment, provider });
  }

  #look(segment: Segment, index: number): void {
    for (const [key, { seq }] of segment.stamps.entries()) {
      const id = key as MessageId;
      this.#witness.sawStamp(id, seq);
      if (this.stamped.has(id)) continue;
      this.stamped.add(id);
      if (this.composed.includes(id)) this.#ownStamped += 1;
    }
    for (const { id, author } of segment.messages)
      if (author !== this.user && !segment.stamps.has(id))
        this.#witness.complain(`${id} reached somebody else without a stamp`);
    if (readMeta(segment)?.next !== undefined && this.#parts.length === index + 1) this.#follow();
    this.#goOn();
    this.#witness.notify();
  }
}
