import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkAlways, checkAtTheEnd } from './invariants.ts';
import { SeededRandom } from './random.ts';
import { someStep } from './steps.ts';
import { World } from './world.ts';

/** `SKEIN_SEEDS=2000` tries more, `SKEIN_SEED=17` one alone. */
const SEEDS = Number(process.env['SKEIN_SEEDS'] ?? 200);
const ONE = process.env['SKEIN_SEED'];
const STEPS_EACH = 60;

const simulate = async (seed: number): Promise<void> => {
  const world = new World(new SeededRandom(seed), (milliseconds) =>
    vi.advanceTimersByTimeAsync(milliseconds),
  );
  try {
    await world.begin();
    for (let count = 0; count < STEPS_EACH; count++) {
      const step = someStep(world);
      world.log.push(step.name);
      await step.take(world);
      await world.rest();
      await checkAlways(world);
    }
    await world.settle();
    await checkAtTheEnd(world);
    await world.end();
  } catch (error) {
    throw new Error(`seed ${seed}, after: ${world.log.join(', ')}`, { cause: error });
  }
};

/** Two files share the seeds, so that they run beside each other: this one takes every second, from `first` on. */
export const simulateSeeds = (name: string, first: 1 | 2): void => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  describe(name, () => {
    const all = Array.from({ length: Math.ceil(SEEDS / 2) }, (_, index) => 2 * index + first);
    it.each(ONE === undefined ? all : [Number(ONE)])(
      'seed %i keeps every promise',
      async (seed) => {
        await expect(simulate(seed)).resolves.toBeUndefined();
      },
      60_000,
    );
  });
};
