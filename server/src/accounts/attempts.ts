import { COUNTED_KEYS } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import { networkOf } from '../relay/transport/address.ts';

interface Count {
  made: number;
  readonly until: number;
}

/** How often something may be tried by whoever the key names, within a window that begins with the first try. */
export class Attempts {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #now: () => number;
  readonly #counts = new Map<string, Count>();

  /** @param most 0 is no limit */
  constructor(most: number, windowMs: number, now: () => number = Date.now) {
    this.#most = most;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** @throws RefusedError `too-fast` */
  take(key: string): void {
    if (this.#most === 0) return;
    const count = this.#countOf(key);
    if (count.made >= this.#most) throw new RefusedError('too-fast');
    count.made += 1;
  }

  /** The attempt turned out to be a good one: it does not count. */
  giveBack(key: string): void {
    const count = this.#counts.get(key);
    if (count) count.made -= 1;
  }

  #countOf(key: string): Count {
    const known = this.#counts.get(key);
    if (known && known.until > this.#now()) return known;
    this.#counts.delete(key);
    const count = { made: 0, until: this.#now() + this.#windowMs };
    this.#counts.set(key, count);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > COUNTED_KEYS && oldest !== undefined) this.#counts.delete(oldest);
    return count;
  }
}

/** The same of network addresses. */
export class AddressAttempts extends Attempts {
  override take(address: string): void {
    super.take(networkOf(address));
  }

  override giveBack(address: string): void {
    super.giveBack(networkOf(address));
  }
}
