import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { percentile, rounded } from '../load/statistics.ts';
import type { Seat } from '../load/seat.ts';
import { age, timesIn } from '../load/wording.ts';
import type { System } from '../systems/system.ts';
import type { Workload } from './workload.ts';

/** Until a server's code is compiled, compiling is much of what it does. */
const WARM_UP_MESSAGES = 1_000;
const MESSAGES = 300;
const PAUSE_MS = 20;

/** From saying something to seeing that it came, on a server that has nothing else to do; beside it a synced write. */
export const latency: Workload = {
  title: 'one message, nothing else to do',
  run: async (system) => {
    const [room = ''] = await system.makeRooms(1);
    const seat = await system.sit(room, 0);
    const times: number[] = [];
    for (let count = 0; count < WARM_UP_MESSAGES; count++) await untilBack(seat);
    for (let count = 0; count < MESSAGES; count++) {
      times.push(await untilBack(seat));
      await delay(PAUSE_MS);
    }
    await seat.leave();
    const syncs = await syncedWrites(system);
    return {
      p50Ms: rounded(percentile(times, 50)),
      p99Ms: rounded(percentile(times, 99)),
      diskSyncP50Ms: rounded(percentile(syncs, 50)),
      diskSyncP99Ms: rounded(percentile(syncs, 99)),
    };
  },
};

/** Milliseconds. */
const untilBack = (seat: Seat): Promise<number> =>
  new Promise((resolve) => {
    seat.onFrame = (frame) => {
      const [time] = timesIn(frame);
      if (time !== undefined) resolve(age(time));
    };
    seat.say();
  });

const syncedWrites = async ({ dataFolder }: System): Promise<number[]> => {
  const path = join(dataFolder, 'bench-sync');
  const file = await open(path, 'a');
  const times: number[] = [];
  for (let index = 0; index < MESSAGES; index++) {
    const began = performance.now();
    await file.write(new Uint8Array(400));
    await file.datasync();
    times.push(performance.now() - began);
  }
  await file.close();
  await rm(path);
  return times;
};
