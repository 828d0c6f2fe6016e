import type { Seat } from '../load/seat.ts';
import { rounded } from '../load/statistics.ts';
import { stream } from '../load/stream.ts';
import type { System } from '../systems/system.ts';
import type { Workload } from './workload.ts';

const ROOMS = 200;
const SEATS = 5;
const STEADY_PER_SECOND = 1_000;
const FIRST_PER_SECOND = 2_000;
export const SLOWEST_PER_SECOND = 100;
const FASTER = 1.25;
/** A server is saturated when one message in a hundred takes longer. */
const BEARABLE_MS = 250;

/** 200 rooms of five people each on a socket of their own, everybody says something in turn. */
export const manyRooms: Workload = {
  title: `${ROOMS} rooms, ${SEATS} people in each`,
  run: async (system) => {
    const rooms = await sitInMany(system);
    // Until a server's code is compiled for what it does here, compiling is much of what it does.
    await stream(rooms, { perSecond: STEADY_PER_SECOND, seconds: 10 });

    const cpuBefore = await system.child().cpuSeconds();
    const steady = await stream(rooms, { perSecond: STEADY_PER_SECOND, seconds: 5 });
    const cpu = (await system.child().cpuSeconds()) - cpuBefore;

    const saturation = await saturationOf(rooms);
    for (const seat of rooms.flat()) await seat.leave();
    return {
      steadyP99Ms: rounded(steady.p99Ms),
      steadyCpuSecondsPer100kDeliveries: rounded((cpu / steady.delivered) * 100_000),
      saturationMessagesPerSecond: rounded(saturation),
    };
  },
};

/** The most messages a second that are borne: faster and faster, or slower from the start where that is too fast. */
export const saturationOf = async (rooms: readonly (readonly Seat[])[]): Promise<number> => {
  let saturation = 0;
  let perSecond = FIRST_PER_SECOND;
  for (;;) {
    const began = performance.now();
    const { said, p99Ms } = await stream(rooms, { perSecond, seconds: 3 });
    if (p99Ms <= BEARABLE_MS) {
      saturation = said / ((performance.now() - began) / 1000);
      perSecond *= FASTER;
    } else if (saturation > 0 || perSecond < SLOWEST_PER_SECOND) return saturation;
    else perSecond /= 2;
  }
};

export const sitInMany = async (system: System): Promise<Seat[][]> => {
  const rooms: Seat[][] = [];
  for (const [index, room] of (await system.makeRooms(ROOMS, SEATS)).entries()) {
    const people = Array.from({ length: SEATS }, (_, seat) => index * SEATS + seat);
    rooms.push(await Promise.all(people.map((person) => system.sit(room, person))));
  }
  return rooms;
};
