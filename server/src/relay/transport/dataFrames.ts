import { encodeData } from '@skein/shared/frames';

/**
 * A message to many sockets goes from one to the next, and most of them have the document on one of few channel
 * numbers: what was framed for the same number before is framed.
 */
export class DataFrames {
  #message: Uint8Array | undefined;
  readonly #frames = new Map<number, Uint8Array>();

  frame(channel: number, message: Uint8Array): Uint8Array {
    if (message !== this.#message) {
      this.#message = message;
      this.#frames.clear();
    }
    const known = this.#frames.get(channel);
    if (known) return known;
    const frame = encodeData(channel, message);
    this.#frames.set(channel, frame);
    return frame;
  }
}
