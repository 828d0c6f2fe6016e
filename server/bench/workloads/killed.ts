import { setTimeout as delay } from 'node:timers/promises';
import { timesIn } from '../load/wording.ts';
import type { Seat } from '../load/seat.ts';
import type { Workload } from './workload.ts';

const SEATS = 5;
const PER_SECOND = 500;
const SECONDS = 4;
const TICK_MS = 2;

/** Killed while people talk: what somebody had seen, and is not there afterwards. */
export const killed: Workload = {
  title: 'killed (`kill -9`) while people talk',
  systems: ['skein', 'hocuspocus', 'y-websocket'],
  run: async (system) => {
    const [room = ''] = await system.makeRooms(1);
    const seats: Seat[] = [];
    for (let person = 0; person < SEATS; person++) seats.push(await system.sit(room, person));
    const seen = new Set<number>();
    // The author has its own words anyway: somebody else's eyes count.
    for (const seat of seats.slice(1))
      seat.onFrame = (frame) => {
        for (const time of timesIn(frame)) seen.add(time);
      };
    const began = performance.now();
    for (let said = 0; performance.now() - began < SECONDS * 1000; await delay(TICK_MS))
      for (; said < ((performance.now() - began) / 1000) * PER_SECOND; said++) seats[0]?.say();
    await system.restart('SIGKILL');
    const { states } = seen.size === 0 ? { states: [] } : await system.openWhole(room);
    const there = new Set(states.flatMap(timesIn));
    return { seen: seen.size, lost: [...seen].filter((time) => !there.has(time)).length };
  },
};
