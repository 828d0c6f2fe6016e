import { percentile, rounded } from '../load/statistics.ts';
import type { Seat } from '../load/seat.ts';
import { age, timesIn } from '../load/wording.ts';
import type { Workload } from './workload.ts';

const STALLED = 100;
const TEXT_LENGTH = 7_000;
const BYTES = 50 * 1000 * 1000;

/** Says 50 MB at the pace of the one who reads. @returns how old each message was, milliseconds */
const sayAll = async (speaker: Seat, reader: Seat): Promise<readonly number[]> => {
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
  return ages;
};

/**
 * A hundred devices stop reading while 50 MB are said in their room, after as much was said in another one without them:
 * what grows then is their doing.
 */
export const stalled: Workload = {
  title: `${STALLED} devices that stop reading, 50 MB said`,
  run: async (system) => {
    const [before = '', room = ''] = await system.makeRooms(2);
    const [warm, listening] = [await system.sit(before, 0), await system.sit(before, 1)];
    await sayAll(warm, listening);
    const [speaker, reader] = [await system.sit(room, 0), await system.sit(room, 1)];
    const seats: Seat[] = [];
    for (let person = 0; person < STALLED; person++) seats.push(await system.sit(room, 2 + person));
    for (const seat of seats) seat.stall();
    const without = await system.child().residentBytes();
    const ages = await sayAll(speaker, reader);
    const grown = (await system.child().residentBytes()) - without;
    await Promise.all([warm, listening, speaker, reader, ...seats].map((seat) => seat.leave()));
    return {
      stalled: STALLED,
      grownResidentMB: rounded(grown / 2 ** 20),
      othersP99Ms: rounded(percentile(ages, 99)),
    };
  },
};
