import { talk } from '../load/talk.ts';
import { rounded } from '../load/statistics.ts';
import type { Seat } from '../load/seat.ts';
import type { Workload } from './workload.ts';

/** Messages on their way at once, by ten people. */
const WINDOW = 200;
const SPEAKERS = 10;
const WARM_UP = 1_000;

/** One room: some talk as fast as it goes, all of them hear it. A delivery is one message that reached one seat. */
export const fanOut = (seated: number, messages: number): Workload => ({
  run: async (system) => {
    const [room = ''] = await system.makeRooms(1);
    const seats: Seat[] = [];
    for (let person = 0; person < seated; person++) seats.push(await system.sit(room, person));
    await talk(seats, { speakers: SPEAKERS, messages: WARM_UP, window: WINDOW });
    const cpuBefore = await system.child().cpuSeconds();
    const seconds = await talk(seats, { speakers: SPEAKERS, messages, window: WINDOW });
    const cpu = (await system.child().cpuSeconds()) - cpuBefore;
    await Promise.all(seats.map((seat) => seat.leave()));
    return {
      seats: seated,
      deliveriesPerSecond: rounded((messages * seated) / seconds),
      cpuSecondsPer100kDeliveries: rounded((cpu / (messages * seated)) * 100_000),
    };
  },
});
