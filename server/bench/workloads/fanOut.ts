import { talk } from '../load/talk.ts';
import { rounded } from '../load/statistics.ts';
import type { Seat } from '../load/seat.ts';
import type { Workload } from './workload.ts';

/** Messages on their way at once, by ten people. */
const WINDOW = 400;
const SPEAKERS = 10;
const WARM_UP_SECONDS = 2;
/** Longer than any of the systems puts off storing: who passes on first and stores later has to do both. */
const SECONDS = 12;

/** One room: some talk as fast as it goes, all of them hear it. A delivery is one message that reached one seat. */
export const fanOut = (seated: number): Workload => ({
  title: `1 room, ${seated} people in it`,
  run: async (system) => {
    const [room = ''] = await system.makeRooms(1);
    const seats: Seat[] = [];
    for (let person = 0; person < seated; person++) seats.push(await system.sit(room, person));
    const how = { speakers: SPEAKERS, window: WINDOW };
    await talk(seats, { ...how, until: { seconds: WARM_UP_SECONDS } });
    const cpuBefore = await system.child().cpuSeconds();
    const { said, seconds } = await talk(seats, { ...how, until: { seconds: SECONDS } });
    const cpu = (await system.child().cpuSeconds()) - cpuBefore;
    await Promise.all(seats.map((seat) => seat.leave()));
    const deliveries = said * seated;
    return {
      deliveriesPerSecond: rounded(deliveries / seconds),
      cpuSecondsPer100kDeliveries: rounded((cpu / deliveries) * 100_000),
    };
  },
});
