import { setTimeout as delay } from 'node:timers/promises';
import type { Seat } from './seat.ts';
import { percentile } from './statistics.ts';
import { age, FrameReader, timesIn } from './wording.ts';

export interface Streamed {
  readonly said: number;
  readonly delivered: number;
  readonly p99Ms: number;
}

const TICK_MS = 5;
const DRAIN_MS = 2_000;

/**
 * Says messages at a steady rate, whatever comes back, one room after the other and one seat of it after the other.
 * What is not delivered within two seconds after the last one counts as delivered then.
 */
export const stream = async (
  rooms: readonly (readonly Seat[])[],
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<Streamed> => {
  const reader = new FrameReader(timesIn);
  const ages: number[] = [];
  for (const seat of rooms.flat())
    seat.onFrame = (frame) => {
      for (const time of reader.read(frame)) ages.push(age(time));
    };
  const perRoom = rooms[0]?.length ?? 0;
  const wanted = Math.round(perSecond * seconds);
  let said = 0;
  const began = performance.now();
  while (said < wanted) {
    const due = Math.min(wanted, ((performance.now() - began) / 1000) * perSecond);
    for (; said < due; said++) {
      const room = rooms[said % rooms.length] ?? [];
      room[Math.floor(said / rooms.length) % room.length]?.say();
    }
    await delay(TICK_MS);
  }
  const expected = said * perRoom;
  const end = performance.now() + DRAIN_MS;
  while (ages.length < expected && performance.now() < end) await delay(TICK_MS);
  const delivered = ages.length;
  for (let missing = expected - delivered; missing > 0; missing--) ages.push(DRAIN_MS);
  return { said, delivered, p99Ms: percentile(ages, 99) };
};
