import type { RoomId } from '@skein/shared/ids';
import {
  SEARCH_INDEX_INTERVAL_MS,
  SEARCH_PUT_MESSAGES,
  SEARCH_REBUILD_PAUSE_MS,
  SEARCH_WAIT_MS,
} from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import { JournalEndedError } from '../journal/port.ts';
import { segmentOfSeq } from '../relay/chain.ts';
import type { Relay, RelayEvent } from '../relay/contract.ts';
import { type Clock, type Log, type Schedule, systemSchedule } from '../relay/ports.ts';
import { Marks } from './marks.ts';
import { IndexLostError, type MessageIndex, type Place, type Portion } from './port.ts';
import { Portions } from './portions.ts';

interface Parts {
  readonly relay: Pick<Relay, 'archive' | 'chain' | 'subscribe'>;
  readonly index: MessageIndex;
  readonly log: Log;
  readonly clock?: Clock;
  readonly schedule?: Schedule;
}

const SURVEYED_AT_ONCE = 1_000;

/**
 * Keeps the index true to what the relay has committed: after it, never as part of it, and at its own pace. New messages
 * are found by the `seq` up to which a room is indexed, edits and retractions by the editions of segments; both stand in
 * the journal and in the index, so whatever a crash has cut off is noticed at the next start.
 */
export class Indexer {
  readonly #parts: Parts & { readonly schedule: Schedule };
  readonly #portions: Portions;
  readonly #unsubscribe: () => void;
  /** Rooms in which something is new. */
  readonly #rooms = new Marks<RoomId>(
    (room) => room,
    (rooms) => this.#tryRooms(rooms),
  );
  /** Segments in which something was edited or retracted. */
  readonly #amended = new Marks<Place>(
    ({ room, index }) => `${room} ${index}`,
    (places) => this.#tryWhole(places),
  );
  /** Rooms of which much may be missing: indexed one segment after the other, beside everything else. */
  readonly #backlog = new Set<RoomId>();
  #surveyed: Promise<void>;
  #rebuilding: Promise<void> | undefined;
  /** One segment at a time is read and put: what was read earlier must not be put later. */
  #turn: Promise<unknown> = Promise.resolve();
  #cancelPass: (() => void) | undefined;
  #endPause: (() => void) | undefined;
  #isClosed = false;

  constructor(parts: Parts) {
    this.#parts = { ...parts, schedule: parts.schedule ?? systemSchedule };
    this.#portions = new Portions(parts.relay.archive, parts.log);
    this.#unsubscribe = parts.relay.subscribe((event) => this.#heard(event));
    this.#surveyed = this.#survey();
  }

  /** Is old history still being indexed? */
  get isRebuilding(): boolean {
    return this.#backlog.size > 0;
  }

  /**
   * What was edited or retracted before this call is so in the index. What was said before is, unless that takes long or
   * the room is being rebuilt.
   */
  async current(): Promise<void> {
    await this.#surveyed;
    await this.#amended.done();
    await new Promise<void>((resolve) => {
      const stop = this.#parts.schedule(SEARCH_WAIT_MS, resolve);
      void this.#rooms.done().finally(() => {
        stop();
        resolve();
      });
    });
  }

  /** All that was committed before this call is in the index. */
  async complete(): Promise<void> {
    await this.#surveyed;
    await this.#amended.done();
    await this.#rooms.done();
    await this.#rebuilding;
  }

  /** It turned out to be damaged and is empty now: all is to be indexed again. */
  lost(error: IndexLostError): void {
    this.#parts.log.error({ error }, 'the search index was damaged and is made again');
    this.#surveyed = this.#survey();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#unsubscribe();
    this.#cancelPass?.();
    this.#endPause?.();
    await Promise.allSettled([this.#surveyed, this.#amended.done(), this.#rooms.done(), this.#rebuilding]);
    await this.#turn;
  }

  #heard(event: RelayEvent): void {
    if (event.type === 'room-changed') this.#rooms.mark(event.room);
    else if (event.type === 'amended') this.#amended.mark({ room: event.room, index: event.index });
    else return;
    this.#cancelPass ??= this.#parts.schedule(SEARCH_INDEX_INTERVAL_MS, () => {
      this.#cancelPass = undefined;
      void this.#amended.done();
      void this.#rooms.done();
    });
  }

  /**
   * Compares what the journal knows of rooms and segments with what the index does.
   * @param isAgain with an empty index, after a damaged one
   */
  async #survey(isAgain = false): Promise<void> {
    const { relay, index, log } = this.#parts;
    try {
      for await (const rooms of inPortions(relay.archive.rooms()))
        for (const room of await index.behind(rooms)) this.#backlog.add(room);
      for await (const segments of inPortions(relay.archive.editions()))
        for (const { room, index: segment } of await index.outdated(segments))
          this.#amended.mark({ room, index: segment });
    } catch (error) {
      if (error instanceof IndexLostError && !isAgain) await this.#survey(true);
      else if (!isEnd(error)) log.error({ error }, 'it could not be found out what the search index lacks');
    }
    if (this.#backlog.size > 0) this.#rebuilding ??= this.#rebuild();
  }

  async #rebuild(): Promise<void> {
    const { log, clock = Date.now } = this.#parts;
    const began = clock();
    const rooms = this.#backlog.size;
    for (const room of this.#backlog) {
      await this.#trying([room], () => this.#catchUp([room], () => this.#pause()));
      if (this.#isClosed) return;
      this.#backlog.delete(room);
      // What came while it was at its end.
      this.#rooms.mark(room);
    }
    this.#rebuilding = undefined;
    await this.#rooms.done();
    log.info({ rooms, milliseconds: clock() - began }, 'the search index has caught up');
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#endPause = resolve;
      this.#parts.schedule(SEARCH_REBUILD_PAUSE_MS, resolve);
    });
  }

  /** Those in the backlog have their turn, segment by segment. */
  async #tryRooms(rooms: readonly RoomId[]): Promise<readonly RoomId[]> {
    const others = rooms.filter((room) => !this.#backlog.has(room));
    const failed = await this.#trying(others, () => this.#catchUp(others));
    if (failed.length < 2) return failed;
    // One that cannot be indexed keeps nobody else out.
    const again: RoomId[] = [];
    for (const room of failed) again.push(...(await this.#trying([room], () => this.#catchUp([room]))));
    return again;
  }

  async #tryWhole(places: readonly Place[]): Promise<readonly Place[]> {
    const again: Place[] = [];
    for (const place of places)
      again.push(...(await this.#trying([place], () => this.#inTurn(() => this.#putWhole(place)))));
    return again;
  }

  /** @returns what has to be done once more: all of it, as what was put already is known and left out */
  async #trying<Value>(values: readonly Value[], act: () => Promise<void>): Promise<readonly Value[]> {
    if (this.#isClosed) return [];
    try {
      await act();
      return [];
    } catch (error) {
      if (!isEnd(error) && !(error instanceof IndexLostError))
        this.#parts.log.error({ error, values }, 'what was said could not be indexed');
      if (error instanceof IndexLostError) this.lost(error);
      return values;
    }
  }

  /**
   * In one transaction what comes to `SEARCH_PUT_MESSAGES` messages: the index writes much for each, however small.
   * @param pause after each
   */
  async #catchUp(
    rooms: readonly RoomId[],
    pause: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const missing = this.#missingOf(rooms);
    for (let isOver = false; !isOver && !this.#isClosed; ) {
      await this.#inTurn(async () => {
        const portions: Portion[] = [];
        for (let messages = 0; messages < SEARCH_PUT_MESSAGES; ) {
          const { value: portion, done } = await missing.next();
          isOver = done === true;
          if (isOver || portion === undefined) break;
          portions.push(portion);
          messages += portion.messages.length;
        }
        if (portions.length > 0) await this.#parts.index.put(portions);
      });
      if (!isOver) await pause();
    }
  }

  async *#missingOf(rooms: readonly RoomId[]): AsyncGenerator<Portion, undefined> {
    const { relay, index } = this.#parts;
    for (const room of rooms) {
      const chain = await relay.chain(room);
      if (chain === undefined) continue;
      const after = await index.indexedSeq(room);
      for (let segment = segmentOfSeq(chain, after + 1); segment <= chain.head; segment++)
        yield await this.#portions.after(chain, { room, index: segment }, after);
    }
    return undefined;
  }

  async #putWhole(place: Place): Promise<void> {
    const portion = await this.#portions.whole(place);
    if (portion) await this.#parts.index.put([portion]);
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** The relay ends, or its journal is being opened again. */
const isEnd = (error: unknown): boolean =>
  error instanceof JournalEndedError ||
  (error instanceof RefusedError && ['going-away', 'storage-failed'].includes(error.reason));

async function* inPortions<Value>(values: AsyncIterable<Value>): AsyncGenerator<readonly Value[]> {
  let portion: Value[] = [];
  for await (const value of values) {
    portion.push(value);
    if (portion.length < SURVEYED_AT_ONCE) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
