import {
  SIGN_IN_FAILURES_ANYWHERE,
  SIGN_IN_FAILURES_PER_ADDRESS,
  SIGN_IN_FAILURES_PER_NAME,
  SIGN_IN_WINDOW_MS,
} from '@skein/shared/limits';
import { networkOf } from '../relay/transport/address.ts';
import { AddressAttempts, Attempts } from './attempts.ts';

/**
 * Bounds wrong passwords. A name is closed to the address that guesses long before it is closed to everybody: else any
 * stranger could keep its owner out.
 */
export class Guesses {
  readonly #fromAddress: AddressAttempts;
  readonly #ofNameFromAddress: Attempts;
  readonly #ofName: Attempts;

  constructor(now: () => number = Date.now) {
    this.#fromAddress = new AddressAttempts(SIGN_IN_FAILURES_PER_ADDRESS, SIGN_IN_WINDOW_MS, now);
    this.#ofNameFromAddress = new Attempts(SIGN_IN_FAILURES_PER_NAME, SIGN_IN_WINDOW_MS, now);
    this.#ofName = new Attempts(SIGN_IN_FAILURES_ANYWHERE, SIGN_IN_WINDOW_MS, now);
  }

  /** @throws RefusedError `too-fast`. @returns what takes it back: it was no guess */
  take(name: string, address: string): () => void {
    const key = name.toLowerCase();
    const both = `${key} ${networkOf(address)}`;
    this.#fromAddress.take(address);
    this.#ofNameFromAddress.take(both);
    // Last: what an address may not try any more does not count against the name.
    this.#ofName.take(key);
    return () => {
      this.#fromAddress.giveBack(address);
      this.#ofNameFromAddress.giveBack(both);
      this.#ofName.giveBack(key);
    };
  }
}
