import { percentile, rounded } from '../load/statistics.ts';
import type { Seat } from '../load/seat.ts';
import { age, timesIn } from '../load/wording.ts';
import type { Workload } from './workload.ts';

const STALLED = 100;
const TEXT_LENGTH = 7_000;
const BYTES = 50 * 1000 * 1000;

/** A hundred devices stop reading while 50 MB are said in their room; one goes on reading, at the pace of the speaker. */
export const stalled: Workload = {
  title: `${STALLED} devices that stop reading, 50 MB said`,
  run: async (system) => {
    const [room = ''] = await system.makeRooms(1);
    const speaker = await system.sit(room, 0);
    const reader = await system.sit(room, 1);
    const seats: Seat[] = [];
    for (let person = 0; person < STALLED; person++) seats.push(await system.sit(room, 2 + person));
    for (const seat of seats) seat.stall();
    const before = await system.child().residentBytes();
    const ages: number[] = [];
    for (let said = 0; said < BYTES / TEXT_LENGTH; said++)
      await new Promise<void>((resolve) => {
        reader.onFrame = (frame) => {
          const times = timesIn(frame);
          for (const time of times) ages.push(age(time));
          if (times.length > 0) resolve();
        };
        speaker.say(TEXT_LENGTH);
      });
    const after = await system.child().residentBytes();
    await Promise.all([speaker, reader, ...seats].map((seat) => seat.leave()));
    return {
      stalled: STALLED,
      grownResidentMB: rounded((after - before) / 2 ** 20),
      othersP99Ms: rounded(percentile(ages, 99)),
    };
  },
};
