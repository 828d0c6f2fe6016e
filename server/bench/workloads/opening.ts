import { rounded } from '../load/statistics.ts';
import { talk } from '../load/talk.ts';
import { bytesIn, untilQuiet } from '../systems/quiet.ts';
import type { Workload } from './workload.ts';

const WINDOW = 100;

/** Others keep no index of what was said: it is counted apart. */
const isIndex = (name: string): boolean => name.startsWith('search.');
const isHistory = (name: string): boolean => !isIndex(name);

/** A long conversation on a server that has just been started: what a device needs until it can be used. */
export const opening = (messages: number): Workload => ({
  title: `opening a conversation of ${messages.toLocaleString('en')} messages, relay just started`,
  systems: ['skein', 'hocuspocus', 'y-websocket'],
  run: async (system) => {
    const [room = ''] = await system.makeRooms(1);
    await system.restart();
    const emptyBytes = await bytesIn(system.dataFolder, isHistory);
    const seat = await system.sit(room, 0);
    await talk([seat], { speakers: 1, window: WINDOW, until: { messages } });
    await seat.leave();
    await untilQuiet(system.child());
    await system.restart();
    const diskBytes = (await bytesIn(system.dataFolder, isHistory)) - emptyBytes;
    const indexBytes = await bytesIn(system.dataFolder, isIndex);
    const residentBefore = await system.child().residentBytes();
    const began = performance.now();
    const { bytes } = await system.open(room);
    const milliseconds = performance.now() - began;
    const residentBytes = (await system.child().residentBytes()) - residentBefore;
    return {
      messages,
      usableAfterMs: rounded(milliseconds),
      receivedBytes: bytes,
      grownResidentMB: rounded(residentBytes / 2 ** 20),
      diskBytesPerMessage: rounded(diskBytes / messages),
      ...(indexBytes === 0 ? {} : { indexBytesPerMessage: rounded(indexBytes / messages) }),
    };
  },
});
