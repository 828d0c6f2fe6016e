import type { Place } from '@skein/shared/api/schemas';
import { segmentName } from '@skein/shared/documents';
import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import { RefusedError } from '@skein/shared/refusals';
import { timeline } from '@skein/shared/timeline';
import type { ReadableSegment, Wanted } from './contract.ts';
import type { Documents } from './documents.ts';
import { firstStampOf, messageKey } from './facts.ts';
import type { Registry, Room } from './registry.ts';
import type { Steps } from './steps.ts';
import type { Storage } from './storage.ts';

/** Nobody's own: only what is stamped has a place. */
const NOBODY = '' as UserId;

/** Finds where in its chain a message stands, without walking the chain. */
export class Places {
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

  async find(id: RoomId, wanted: Wanted, readable: ReadableSegment): Promise<Place | undefined> {
    const room = await this.#registry.room(id);
    if (room === undefined) throw new RefusedError('document-unknown', id);
    const { firstSeqs } = await this.#steps.read(() => room.chain);
    if ('message' in wanted) return this.#placeOf(room, wanted.message, firstSeqs, readable);
    const indexes = firstSeqs.flatMap((firstSeq, index) => (readable(firstSeq) ? [index] : []));
    return this.#firstFrom(room, indexes, wanted);
  }

  async #placeOf(
    { id }: Room,
    message: MessageId,
    firstSeqs: readonly number[],
    readable: ReadableSegment,
  ): Promise<Place | undefined> {
    const fact = await (await this.#storage.journal()).fact(messageKey(id, message));
    if (fact === undefined) return undefined;
    const { segment, seq, at } = firstStampOf(fact);
    const firstSeq = firstSeqs[segment];
    return firstSeq !== undefined && readable(firstSeq) ? { message, segment, seq, at } : undefined;
  }

  /** `seq` and arrival both grow along the chain: the segment is the last one that begins before what is wanted. */
  async #firstFrom(
    room: Room,
    indexes: readonly number[],
    wanted: { readonly seq: number } | { readonly at: number },
  ): Promise<Place | undefined> {
    const isBefore = (place: Place): boolean =>
      'seq' in wanted ? place.seq < wanted.seq : place.at < wanted.at;
    let low = 0;
    let high = indexes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const [first] = await this.#placesIn(room, indexes[middle] ?? 0);
      if (first !== undefined && isBefore(first)) low = middle + 1;
      else high = middle;
    }
    let newest: Place | undefined;
    for (const index of indexes.slice(Math.max(0, low - 1), low + 1)) {
      const places = await this.#placesIn(room, index);
      const found = places.find((place) => !isBefore(place));
      if (found !== undefined) return found;
      newest = places.at(-1) ?? newest;
    }
    return newest;
  }

  async #placesIn(room: Room, segment: number): Promise<Place[]> {
    const live = await this.#documents.load(segmentName(room.id, segment));
    const shown = await this.#steps.read(() => timeline(live.segment, NOBODY));
    return shown.flatMap(({ id, stamp }) =>
      stamp === undefined ? [] : [{ message: id, segment, seq: stamp.seq, at: stamp.at }],
    );
  }
}
