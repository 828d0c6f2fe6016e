import type { Seat } from './seat.ts';
import { FrameReader, timesIn } from './wording.ts';

/** How long everybody waits for the last message before it counts as lost. */
const PATIENCE_MS = 60_000;

export interface Talk {
  readonly speakers: number;
  /** Messages on their way at once. */
  readonly window: number;
  /** How much is said, or for how long. */
  readonly until: { readonly messages: number } | { readonly seconds: number };
}

export interface Talked {
  readonly said: number;
  /** From the first message until everybody has the last one. */
  readonly seconds: number;
}

/** Says messages as fast as they come back, until enough is said, and waits until everybody has all of them. */
export const talk = async (seats: readonly Seat[], { speakers, window, until }: Talk): Promise<Talked> => {
  const { messages, seconds } = { messages: Number.POSITIVE_INFINITY, seconds: 0, ...until };
  const reader = new FrameReader(timesIn);
  const seen = seats.map(() => 0);
  let said = 0;
  let complete = 0;
  let isOver = false;
  const began = performance.now();
  const passed = (): number => (performance.now() - began) / 1000;
  await within(PATIENCE_MS + 1000 * seconds + (seconds > 0 ? 0 : messages), (resolve) => {
    const say = (speaker: number): void => {
      said += 1;
      isOver = said >= messages || (seconds > 0 && passed() >= seconds);
      seats[speaker]?.say();
    };
    for (const [index, seat] of seats.entries())
      seat.onFrame = (frame) => {
        const count = reader.read(frame).length;
        if (count === 0) return;
        const now = (seen[index] ?? 0) + count;
        seen[index] = now;
        if (now > said) throw new Error('A seat saw a message twice.');
        while (index < speakers && !isOver && said - now < window) say(index);
        if (isOver && now === said && ++complete === seats.length) resolve();
      };
    // In turn, so that each of them has some of the first ones.
    for (let turn = 0; turn < window && !isOver; turn++) say(turn % speakers);
  });
  return { said, seconds: passed() };
};

const within = (milliseconds: number, run: (resolve: () => void) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Messages were lost.')), milliseconds);
    run(() => {
      clearTimeout(timer);
      resolve();
    });
  });
