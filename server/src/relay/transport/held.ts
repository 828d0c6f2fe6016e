import { WAITING_BYTES_PER_CONNECTION } from '@skein/shared/limits';

/** Bytes of one connection that were received and are not dealt with yet, in whichever of its channels. */
export class Held {
  #bytes = 0;

  /**
   * Negative for what is dealt with.
   * @returns false for more than may wait
   */
  readonly add = (bytes: number): boolean => {
    this.#bytes += bytes;
    return this.#bytes <= WAITING_BYTES_PER_CONNECTION;
  };
}
