import { median, rounded } from '../load/statistics.ts';
import { stream } from '../load/stream.ts';
import type { System } from '../systems/system.ts';
import { saturationOf, sitInMany, SLOWEST_PER_SECOND } from './manyRooms.ts';
import type { Workload } from './workload.ts';

const SLICE_SECONDS = 10;
const SLICES_PER_MINUTE = 60 / SLICE_SECONDS;

/** Minutes of talk at half of what the relay bears: does its memory stay what it is after the first one? */
export const soak = (minutes: number): Workload => ({
  title: `200 rooms of 5 at half of saturation, ${minutes} minutes`,
  systems: ['skein'],
  run: async (system) => {
    const rooms = await sitInMany(system);
    const perSecond = Math.max(SLOWEST_PER_SECOND, await saturationOf(rooms)) / 2;
    const samples: Sample[] = [];
    let said = 0;
    const began = performance.now();
    while (samples.length < minutes * SLICES_PER_MINUTE) {
      said += (await stream(rooms, { perSecond, seconds: SLICE_SECONDS })).said;
      samples.push(await sampleOf(system, (performance.now() - began) / 60_000));
      console.error(JSON.stringify(samples.at(-1)));
    }
    const seconds = (performance.now() - began) / 1000;
    for (const seat of rooms.flat()) await seat.leave();
    const afterWarmUp = samples.slice(SLICES_PER_MINUTE);
    // One sample may stand just before or just after a collection of garbage.
    const mean = (some: readonly Sample[], figure: (sample: Sample) => number): number =>
      rounded(median(some.map(figure)));
    const first = afterWarmUp.slice(0, SLICES_PER_MINUTE);
    const last = afterWarmUp.slice(-SLICES_PER_MINUTE);
    return {
      saidPerSecond: rounded(said / seconds),
      firstResidentMB: mean(first, ({ residentMB }) => residentMB),
      lastResidentMB: mean(last, ({ residentMB }) => residentMB),
      firstHeapMB: mean(first, ({ heapMB }) => heapMB),
      lastHeapMB: mean(last, ({ heapMB }) => heapMB),
      grownMBPerMinute: rounded(slopeOf(afterWarmUp)),
    };
  },
});

interface Sample {
  readonly minute: number;
  readonly residentMB: number;
  readonly heapMB: number;
}

const sampleOf = async (system: System, minute: number): Promise<Sample> => ({
  minute: rounded(minute),
  residentMB: rounded((await system.child().residentBytes()) / 2 ** 20),
  heapMB: rounded((await system.heapBytes()) / 2 ** 20),
});

/** Of the straight line that lies closest, megabytes a minute. */
const slopeOf = (samples: readonly Sample[]): number => {
  const count = samples.length;
  const x = samples.reduce((sum, { minute }) => sum + minute, 0) / count;
  const y = samples.reduce((sum, { residentMB }) => sum + residentMB, 0) / count;
  const up = samples.reduce((sum, { minute, residentMB }) => sum + (minute - x) * (residentMB - y), 0);
  const along = samples.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0);
  return along === 0 ? 0 : up / along;
};
