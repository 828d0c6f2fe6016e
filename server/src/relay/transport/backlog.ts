import { WAITING_BYTES, WAITING_FRAMES } from '@skein/shared/limits';
import type { Peer } from '../contract.ts';

/** Frames that came before they can be dealt with. */
export class Backlog {
  readonly #hold: Peer['hold'];
  #frames: Uint8Array[] = [];
  #bytes = 0;

  constructor(hold: Peer['hold']) {
    this.#hold = hold;
  }

  /** @returns false for more than may wait */
  add(frame: Uint8Array): boolean {
    this.#frames.push(frame);
    this.#bytes += frame.length;
    const isHeld = this.#hold(frame.length);
    return isHeld && this.#frames.length <= WAITING_FRAMES && this.#bytes <= WAITING_BYTES;
  }

  /** All of them, in their order; none is left. */
  take(): Uint8Array[] {
    this.#hold(-this.#bytes);
    this.#bytes = 0;
    return this.#frames.splice(0);
  }
}
