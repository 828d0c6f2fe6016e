import { setTimeout as delay } from 'node:timers/promises';
import { PARK_AFTER_MS } from '@skein/shared/limits';
import { rounded } from '../load/statistics.ts';
import type { Seat } from '../load/seat.ts';
import type { Workload } from './workload.ts';

/** Connections that have a document of their own open, and say nothing. */
export const idle = (connections: number): Workload => ({
  title: `${connections.toLocaleString('en')} idle connections, each with a document of its own`,
  run: async (system) => {
    const rooms = await system.makeRooms(connections);
    await system.restart();
    // What is loaded once, for whomever.
    const first = await system.sit(rooms[0] ?? '', 0);
    const before = await system.child().residentBytes();
    const seats: Seat[] = [];
    for (const [person, room] of rooms.entries()) seats.push(await system.sit(room, person));
    const open = await system.child().residentBytes();
    await delay(2 * PARK_AFTER_MS);
    const rested = await system.child().residentBytes();
    await Promise.all([first, ...seats].map((seat) => seat.leave()));
    await delay(PARK_AFTER_MS);
    const gone = await system.child().residentBytes();
    const kilobytesEach = (bytes: number): number => rounded((bytes - before) / connections / 1024);
    return {
      connections,
      openedKBEach: kilobytesEach(open),
      restedKBEach: kilobytesEach(rested),
      leftKBEach: kilobytesEach(gone),
    };
  },
});
