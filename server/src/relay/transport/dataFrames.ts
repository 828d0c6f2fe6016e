import { encodeData } from '@skein/shared/frames';

/**
 * A message goes to many sockets, and most of them have the document on one of few channel numbers: what was framed for
 * the same number before is framed.
 */
export class DataFrames {
  readonly #frames = new WeakMap<Uint8Array, Map<number, Uint8Array>>();

  frame(channel: number, message: Uint8Array): Uint8Array {
    let frames = this.#frames.get(message);
    if (frames === undefined) this.#frames.set(message, (frames = new Map()));
    let frame = frames.get(channel);
    if (frame === undefined) frames.set(channel, (frame = encodeData(channel, message)));
    return frame;
  }
}
