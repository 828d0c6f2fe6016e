import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { segmentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';
import { openLevelJournal } from '../../src/journal/level.ts';
import { percentile, rounded } from '../load/statistics.ts';
import type { Seat } from '../load/seat.ts';
import { age, timesIn } from '../load/wording.ts';
import type { System } from '../systems/system.ts';
import type { Workload } from './workload.ts';

/** Until a server's code is compiled, compiling is much of what it does. */
const WARM_UP_MESSAGES = 1_000;
/** Enough that the few which wait for the next segment to begin are no hundredth of them. */
const MESSAGES = 1_000;
const PAUSE_MS = 20;
/** What is written for one message. */
const MESSAGE_BYTES = 400;

/** From saying something to seeing that it came, on a server that has nothing else to do; beside it a commit of the journal alone. */
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
    const ownCommits = await commits(system);
    return {
      p50Ms: rounded(percentile(times, 50)),
      p99Ms: rounded(percentile(times, 99)),
      commitP50Ms: rounded(percentile(ownCommits, 50)),
      commitP99Ms: rounded(percentile(ownCommits, 99)),
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

/** Milliseconds that the journal takes for what such a message writes, at the same pace: a disk that rests in between is slower. */
const commits = async ({ dataFolder }: System): Promise<number[]> => {
  const folder = join(dataFolder, 'bench-journal');
  const journal = await openLevelJournal(folder);
  const times: number[] = [];
  for (let index = 0; index < MESSAGES; index++) {
    const began = performance.now();
    await journal.append(
      [{ document: segmentName('room' as RoomId, 0), update: new Uint8Array(MESSAGE_BYTES) }],
      [{ key: `message!${index}`, value: index }],
    );
    times.push(performance.now() - began);
    await delay(PAUSE_MS);
  }
  await journal.close();
  await rm(folder, { recursive: true });
  return times;
};
