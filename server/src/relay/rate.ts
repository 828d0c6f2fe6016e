import type { UserId } from '@skein/shared/ids';
import type { Clock } from './ports.ts';

export interface RateLimit {
  /** Messages a second in the long run; 0 for no limit. */
  readonly perSecond: number;
  /** Messages at once. */
  readonly burst: number;
}

/** Buckets that are full again are forgotten from this many on. */
const BUCKETS = 10_000;

/**
 * A bucket per person, over all connections, that may go into debt: what arrives at once after hours offline is taken
 * whole, and what comes next waits until the debt is paid.
 */
export class Rate {
  readonly #limit: RateLimit;
  readonly #clock: Clock;
  readonly #buckets = new Map<UserId, { level: number; at: number }>();

  constructor(limit: RateLimit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Milliseconds until this person's next update may be taken. */
  wait(user: UserId): number {
    if (this.#limit.perSecond <= 0 || this.#limit.burst <= 0) return 0;
    const level = this.#level(user);
    return level > 0 ? 0 : Math.ceil(((1 - level) * 1000) / this.#limit.perSecond);
  }

  spend(user: UserId, messages: number): void {
    if (this.#limit.perSecond <= 0 || this.#limit.burst <= 0) return;
    if (this.#buckets.size > BUCKETS) this.#forgetFull();
    this.#buckets.set(user, { level: this.#level(user) - messages, at: this.#clock() });
  }

  #level(user: UserId): number {
    const bucket = this.#buckets.get(user);
    if (bucket === undefined) return this.#limit.burst;
    const paid = (Math.max(0, this.#clock() - bucket.at) * this.#limit.perSecond) / 1000;
    return Math.min(this.#limit.burst, bucket.level + paid);
  }

  #forgetFull(): void {
    for (const user of this.#buckets.keys())
      if (this.#level(user) >= this.#limit.burst) this.#buckets.delete(user);
  }
}
