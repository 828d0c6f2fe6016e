import type { RoomId } from '@skein/shared/ids';
import { FOUND_SHOWN, PAGE_SIZE } from '@skein/shared/limits';
import type { Clock } from '../sync/environment.ts';
import { type Cell, cell, type Live, type Source } from '../sync/live.ts';
import { fits, merge, type Results } from './merge.ts';
import { isQuery } from './newest.ts';
import type { FoundMessages, MessageQuery, RelayAnswer } from './port.ts';

/** The relay is asked when somebody has stopped typing for this long. */
const PAUSE_MS = 250;

const NOTHING: RelayAnswer = { found: [], more: false };

/** What a search has come to so far. */
export interface Finding extends Results {
  /** What the results answer; undefined while nothing is looked for. */
  readonly query: MessageQuery | undefined;
  /** The device's own answer is there, or why there is none. */
  readonly here: 'asked' | 'told' | 'failed';
  /** 'away': there is no connection to ask the relay on. 'building': it told what its unfinished index has. */
  readonly relay: 'away' | 'asked' | 'told' | 'building' | 'failed';
  /** Why the relay did not tell. */
  readonly error?: unknown;
}

const IDLE: Finding = { query: undefined, found: [], more: false, here: 'told', relay: 'told' };

export interface FinderOptions {
  readonly clock: Clock;
  readonly isConnected: Live<boolean>;
  /** Told when this device may find something else than before. */
  readonly changed: Source;
  readonly find: (query: MessageQuery, limit: number) => Promise<FoundMessages>;
  readonly ask: (query: MessageQuery, limit: number, signal: AbortSignal) => Promise<RelayAnswer>;
  /** Whether the person can go there. */
  readonly isOpen: (room: RoomId) => boolean;
}

/** One search as somebody goes on typing: this device answers at once, the relay adds what the device does not hold. */
export class Finder {
  readonly finding: Live<Finding>;
  readonly #finding: Cell<Finding> = cell(IDLE);
  readonly #options: FinderOptions;
  readonly #unsubscribe: (() => void)[];
  #query: MessageQuery | undefined;
  #limit = FOUND_SHOWN;
  #here = NOTHING;
  #relay = NOTHING;
  /** Ends what was asked for another query. */
  #asking = new AbortController();
  #stopWaiting: () => void = () => undefined;
  #isLooking = false;
  #isStale = false;

  constructor(options: FinderOptions) {
    this.#options = options;
    this.finding = this.#finding;
    this.#unsubscribe = [
      options.isConnected.subscribe(() => void this.#ask()),
      options.changed.subscribe(() => this.#findAgain()),
    ];
  }

  look(query: MessageQuery): void {
    this.#restart();
    this.#limit = FOUND_SHOWN;
    if (!isQuery(query)) {
      this.#query = undefined;
      this.#relay = NOTHING;
      this.#finding.set(IDLE);
      return;
    }
    this.#query = query;
    const still = this.#relay.found.filter((message) => fits(message, query));
    this.#relay = { found: still, more: false };
    const relay = this.#options.isConnected.get() ? 'asked' : 'away';
    const { found, more } = this.#finding.get();
    this.#finding.set({ query: this.#finding.get().query, found, more, here: 'asked', relay });
    void this.#find();
    this.#stopWaiting = this.#options.clock.after(PAUSE_MS, () => void this.#ask());
  }

  /** Older ones too. */
  more(): void {
    if (this.#query === undefined) return;
    this.#restart();
    this.#limit += FOUND_SHOWN;
    void this.#find();
    void this.#ask(this.#relay);
  }

  close(): void {
    this.#restart();
    for (const stop of this.#unsubscribe) stop();
  }

  #restart(): void {
    this.#stopWaiting();
    this.#asking.abort();
    this.#asking = new AbortController();
  }

  /** However often something changes meanwhile, one look follows. */
  #findAgain(): void {
    if (this.#isLooking) this.#isStale = true;
    else void this.#find();
  }

  async #find(): Promise<void> {
    const { signal } = this.#asking;
    this.#isLooking = true;
    this.#isStale = false;
    await this.#findOnce(signal);
    if (signal.aborted) return;
    this.#isLooking = false;
    if (this.#isStale) void this.#find();
  }

  async #findOnce(signal: AbortSignal): Promise<void> {
    const query = this.#query;
    if (query === undefined) return;
    try {
      const here = await this.#options.find(query, this.#limit);
      if (signal.aborted) return;
      if (this.#finding.get().query === query) this.#relay = withoutGone(this.#relay, this.#here, here);
      this.#here = here;
      this.#show({ query, here: 'told' });
    } catch {
      if (signal.aborted) return;
      this.#here = NOTHING;
      this.#show({ query, here: 'failed' });
    }
  }

  /** @param told what of the relay's answer is here already: older ones are asked for */
  async #ask(told = NOTHING): Promise<void> {
    const { signal } = this.#asking;
    const query = this.#query;
    if (query === undefined) return;
    if (!this.#options.isConnected.get()) return this.#show({ relay: 'away' });
    this.#show({ relay: 'asked' });
    try {
      const relay = await this.#next(query, told, signal);
      if (signal.aborted) return;
      this.#relay = relay;
      this.#show({ relay: relay.isBuilding === true ? 'building' : 'told' });
    } catch (error) {
      if (!signal.aborted) this.#show({ relay: this.#options.isConnected.get() ? 'failed' : 'away', error });
    }
  }

  async #next(query: MessageQuery, told: RelayAnswer, signal: AbortSignal): Promise<RelayAnswer> {
    const last = told.found.at(-1);
    if (last === undefined) return await this.#options.ask(query, FOUND_SHOWN, signal);
    if (!told.more) return told;
    const known = new Set(told.found.map(({ id }) => id));
    // Several may have arrived in the same millisecond, and then the answer repeats some of them.
    for (const before of [last.at + 1, last.at]) {
      const answer = await this.#options.ask({ ...query, before }, PAGE_SIZE, signal);
      const { found, more } = answer;
      const fresh = found.filter(({ id }) => !known.has(id));
      if (fresh.length > 0 || !more) return { ...answer, found: [...told.found, ...fresh] };
    }
    return { ...told, more: false };
  }

  /** What one side found for the query before says nothing of this one: it stays until the device has answered. */
  #show(change: Partial<Finding>): void {
    const { error: _, ...former } = this.#finding.get();
    const next: Finding = { ...former, ...change };
    if (next.here === 'asked') return this.#finding.set(next);
    const { found, more } = merge(this.#here, this.#relay);
    this.#finding.set({ ...next, found: found.filter(({ room }) => this.#options.isOpen(room)), more });
  }
}

/** What this device had and has no more was retracted or edited: then the relay's former answer counts as little. */
const withoutGone = (relay: RelayAnswer, before: FoundMessages, now: FoundMessages): RelayAnswer => {
  const still = new Set(now.found.map(({ id }) => id));
  const oldest = now.more ? (now.found.at(-1)?.at ?? 0) : Number.NEGATIVE_INFINITY;
  const gone = new Set(
    before.found.filter(({ id, at }) => !still.has(id) && at > oldest).map(({ id }) => id),
  );
  return gone.size === 0 ? relay : { ...relay, found: relay.found.filter(({ id }) => !gone.has(id)) };
};
