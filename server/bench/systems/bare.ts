import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { plainComposer } from '../load/composer.ts';
import { startChild } from './child.ts';
import type { System } from './system.ts';
import { connect, seatOn } from './webSocketSeat.ts';

const PROGRAM = fileURLToPath(new URL('./bareServer.ts', import.meta.url));

/** The ceiling: `ws` passes JSON on to everybody in the room and knows nothing else. */
export const startBare = async (): Promise<System> => {
  let child = await startChild(PROGRAM, {});
  return {
    child: () => child,
    dataFolder: tmpdir(),
    makeRooms: async (count) => Array.from({ length: count }, () => crypto.randomUUID()),
    sit: async (room, person) =>
      seatOn(await connect(`${child.url}/${room}`), plainComposer(`person${person}`, 'device')),
    open: async () => ({ bytes: 0, states: [] }),
    openWhole: async () => ({ bytes: 0, states: [] }),
    heapBytes: async () => 0,
    restart: async (signal) => {
      await child.end(signal);
      child = await startChild(PROGRAM, {});
    },
    end: () => child.end(),
  };
};
