import { FrameReader } from './wording.ts';
import type { Seat } from './seat.ts';

/** How long everybody waits for the last message before it counts as lost. */
const PATIENCE_MS = 60_000;

/** Says so many messages, as fast as they come back: `window` of them may be on their way. @returns seconds */
export const talk = async (
  seats: readonly Seat[],
  {
    speakers,
    messages,
    window,
  }: { readonly speakers: number; readonly messages: number; readonly window: number },
): Promise<number> => {
  const reader = new FrameReader();
  const seen = seats.map(() => 0);
  let said = 0;
  let complete = 0;
  const began = performance.now();
  await within(PATIENCE_MS + messages, (resolve) => {
    const speak = (speaker: number): void => {
      while (said < messages && said - (seen[speaker] ?? 0) < window) {
        said += 1;
        seats[speaker]?.say();
      }
    };
    for (const [index, seat] of seats.entries())
      seat.onFrame = (frame) => {
        const count = reader.read(frame).length;
        if (count === 0) return;
        const now = (seen[index] ?? 0) + count;
        seen[index] = now;
        if (index < speakers) speak(index);
        if (now === messages && ++complete === seats.length) resolve();
        if (now > messages) throw new Error('A seat saw a message twice.');
      };
    // In turn, so that each of them has some of the first ones.
    for (let turn = 0; turn < window; turn++) {
      if (said >= messages) break;
      said += 1;
      seats[turn % speakers]?.say();
    }
  });
  return (performance.now() - began) / 1000;
};

const within = (milliseconds: number, run: (resolve: () => void) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Messages were lost.')), milliseconds);
    run(() => {
      clearTimeout(timer);
      resolve();
    });
  });
