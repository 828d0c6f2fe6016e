import type { StampedMessage } from '@skein/shared/api/schemas';
import { segmentName } from '@skein/shared/documents';
import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import { PREVIEW_LENGTH } from '@skein/shared/limits';
import { timeline } from '@skein/shared/timeline';
import type { Preview } from '@skein/shared/userDocument';
import { segmentOfSeq } from './chain.ts';
import type { ReadableSegment, RoomChain, RoomSummary, StandingMessage } from './contract.ts';
import type { Documents } from './documents.ts';
import { messageKey, tallyKey, tallyOf } from './facts.ts';
import type { Registry, Room } from './registry.ts';
import { RefusedError } from '@skein/shared/refusals';
import { stampedMessageOf } from './stampedMessage.ts';
import type { Steps } from './steps.ts';
import type { Storage } from './storage.ts';
import { type Tally, type Unread, unreadIn } from './tally.ts';

type Page = { readonly before?: number; readonly after?: number; readonly limit: number };

/** Nobody's own: only what is stamped is seen. */
const NOBODY = '' as UserId;

/** What the server reads of rooms; always as last committed. */
export class Reading {
  readonly #storage: Storage;
  readonly #documents: Documents;
  readonly #registry: Registry;
  readonly #steps: Steps;

  constructor(storage: Storage, documents: Documents, registry: Registry, steps: Steps) {
    this.#storage = storage;
    this.#documents = documents;
    this.#registry = registry;
    this.#steps = steps;
  }

  async chain(id: RoomId): Promise<RoomChain | undefined> {
    const room = await this.#registry.room(id);
    return room && this.#steps.read(() => room.chain);
  }

  async summary(id: RoomId, user: UserId, readable: ReadableSegment): Promise<RoomSummary> {
    const room = await this.#registry.room(id);
    if (room === undefined) throw new RefusedError('document-unknown', id);
    await this.#registry.readSeq(room, user);
    const { chain, readSeq } = await this.#steps.read(() => ({
      chain: room.chain,
      readSeq: this.#registry.knownReadSeq(room, user),
    }));
    const preview = await this.#preview(room, chain, readable);
    return {
      ...chain,
      readSeq,
      ...(await this.#unread(room, chain, user, readSeq, readable)),
      ...(preview ? { preview } : {}),
    };
  }

  async stamped(room: RoomId, ids: readonly MessageId[]): Promise<ReadonlySet<MessageId>> {
    const facts = await (await this.#storage.journal()).factsOf(ids.map((id) => messageKey(room, id)));
    return new Set(ids.filter((id) => facts.get(messageKey(room, id)) !== undefined));
  }

  async messages(id: RoomId, page: Page, readable: ReadableSegment): Promise<readonly StampedMessage[]> {
    const room = await this.#registry.room(id);
    const chain = await this.chain(id);
    if (room === undefined || chain === undefined) throw new RefusedError('document-unknown', id);
    const { before = Number.POSITIVE_INFINITY, after, limit } = page;
    const forwards = after !== undefined;
    const indexes = chain.firstSeqs
      .map((firstSeq, index) => ({ firstSeq, index }))
      .filter(({ firstSeq }) => readable(firstSeq));
    const wanted = forwards
      ? indexes.filter(({ index, firstSeq }) => index >= segmentOfSeq(chain, after + 1) && firstSeq < before)
      : indexes.filter(({ firstSeq }) => firstSeq < before).reverse();
    let found: StandingMessage[] = [];
    for (const { index } of wanted) {
      if (found.length >= limit) break;
      const stamped = (await this.#stamped(room, index)).filter(
        ({ stamp: { seq } }) => seq < before && seq > (after ?? 0),
      );
      found = forwards ? [...found, ...stamped] : [...stamped, ...found];
    }
    return (forwards ? found.slice(0, limit) : found.slice(-limit)).map(stampedMessageOf);
  }

  async #stamped(room: Room, index: number): Promise<StandingMessage[]> {
    const live = await this.#documents.load(segmentName(room.id, index));
    const shown = await this.#steps.read(() => timeline(live.segment, NOBODY));
    return shown.filter((message): message is StandingMessage => message.stamp !== undefined);
  }

  async #unread(
    room: Room,
    chain: RoomChain,
    user: UserId,
    readSeq: number,
    readable: ReadableSegment,
  ): Promise<Unread> {
    let unread = 0;
    let mentions = 0;
    for (let index = segmentOfSeq(chain, readSeq + 1); index <= chain.head; index++) {
      if (!readable(chain.firstSeqs[index] ?? 0)) continue;
      const counted = unreadIn(await this.#tally(room, index), user, readSeq);
      unread += counted.unread;
      mentions += counted.mentions;
    }
    return { unread, mentions };
  }

  /** Of a closed segment it stands in the journal, so that long absence does not load long history. */
  async #tally(room: Room, index: number): Promise<Tally> {
    const name = segmentName(room.id, index);
    if (this.#documents.get(name) === undefined) {
      const fact = await (await this.#storage.journal()).fact(tallyKey(room.id, index));
      if (fact !== undefined) return tallyOf(fact);
    }
    const live = await this.#documents.load(name);
    return this.#steps.read(() => live.tally);
  }

  /** Of the newest message this person may read. */
  async #preview(
    room: Room,
    { head, firstSeqs }: RoomChain,
    readable: ReadableSegment,
  ): Promise<Preview | undefined> {
    for (let index = head; index >= 0 && readable(firstSeqs[index] ?? 0); index--) {
      const newest = (await this.#stamped(room, index)).at(-1);
      if (newest === undefined) continue;
      const { id, author, text, retracted, stamp } = newest;
      return {
        id,
        author,
        at: stamp.at,
        seq: stamp.seq,
        text: Array.from(text.slice(0, 2 * PREVIEW_LENGTH))
          .slice(0, PREVIEW_LENGTH)
          .join(''),
        ...(retracted ? { retracted } : {}),
      };
    }
    return undefined;
  }
}
