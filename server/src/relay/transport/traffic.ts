import {
  INBOUND_BYTES_AT_ONCE,
  INBOUND_BYTES_PER_SECOND,
  INBOUND_FRAMES_AT_ONCE,
  INBOUND_FRAMES_PER_SECOND,
} from '@skein/shared/limits';
import type { Clock } from '../ports.ts';

/** What one connection may send for long, and at once. */
interface Flow {
  readonly perSecond: number;
  readonly atOnce: number;
}

const FRAMES: Flow = { perSecond: INBOUND_FRAMES_PER_SECOND, atOnce: INBOUND_FRAMES_AT_ONCE };
const BYTES: Flow = { perSecond: INBOUND_BYTES_PER_SECOND, atOnce: INBOUND_BYTES_AT_ONCE };

/** How much comes through one connection, whatever it is: also what costs no message, like questions and echoes. */
export class Traffic {
  readonly #clock: Clock;
  #at: number;
  #frames = FRAMES.atOnce;
  #bytes = BYTES.atOnce;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#at = clock();
  }

  /**
   * @param frames as how many it counts
   * @returns false for a frame too many
   */
  take(bytes: number, frames: number): boolean {
    const now = this.#clock();
    const seconds = Math.max(0, now - this.#at) / 1000;
    this.#at = now;
    this.#frames = Math.min(FRAMES.atOnce, this.#frames + seconds * FRAMES.perSecond) - frames;
    this.#bytes = Math.min(BYTES.atOnce, this.#bytes + seconds * BYTES.perSecond) - bytes;
    return this.#frames >= 0 && this.#bytes >= 0;
  }
}

export const unlimitedTraffic = { take: () => true };
