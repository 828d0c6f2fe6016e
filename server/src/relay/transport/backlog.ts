import { WAITING_BYTES, WAITING_FRAMES } from '@skein/shared/limits';

/** Frames that came before they can be dealt with. */
export class Backlog {
  #frames: Uint8Array[] = [];
  #bytes = 0;

  /** @returns false for more than may wait */
  add(frame: Uint8Array): boolean {
    this.#frames.push(frame);
    this.#bytes += frame.length;
    return this.#frames.length <= WAITING_FRAMES && this.#bytes <= WAITING_BYTES;
  }

  /** All of them, in their order; none is left. */
  take(): Uint8Array[] {
    this.#bytes = 0;
    return this.#frames.splice(0);
  }
}
