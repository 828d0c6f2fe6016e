import type { Page } from '@playwright/test';
import type { Workload } from '../workload.ts';

const MESSAGES = 100_000;
/** The worker of the app itself, asked by hand: what a search costs before anything is drawn. */
const WORKER = /\/assets\/worker-[\w-]+\.js$/;

interface Asked {
  readonly messages: number;
  readonly worker: string;
}

/** Runs in the page. Texts of 3 to 16 words out of 20,000, a few of them common and most of them rare. */
async function searched({ messages, worker: address }: Asked): Promise<Record<string, number>> {
  const WORDS = 20_000;
  const SEGMENT = 500;
  const ROOMS = 100;
  const REPEATS = 10;
  let seed = 1;
  const random = (): number => {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const letters = 'etaoinshrdlucmfwypvbgkjqxz';
  const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
    Array.from({ length: count }, (_, index) => make(index));
  const vocabulary = times(WORDS, () =>
    times(2 + Math.floor(random() * 8), () => letters[Math.floor(random() ** 1.7 * 26)]).join(''),
  );
  const word = (): string => vocabulary[Math.floor(WORDS * random() ** 3)] ?? '';

  const open = (name: string) => {
    const worker = new Worker(address, { type: 'module', name });
    const waiting = new Map<number, (value: never) => void>();
    let calls = 0;
    worker.addEventListener('message', ({ data }) => waiting.get(data.number)?.(data.value as never));
    const call = (method: string, ...values: unknown[]): Promise<never> =>
      new Promise((resolve) => {
        calls += 1;
        waiting.set(calls, resolve);
        worker.postMessage({ number: calls, method, values });
      });
    return { call, terminate: () => worker.terminate() };
  };
  const took = async (task: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await task();
    return performance.now() - start;
  };

  let longest = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ type: 'longtask' });
  const name = `bench-${performance.timeOrigin + performance.now()}`;
  const filling = open(name);
  let indexMs = 0;
  for (let segment = 0; segment * SEGMENT < messages; segment++) {
    const room = `r${segment % ROOMS}`;
    const content = times(SEGMENT, (index) => ({
      id: `m${String(segment * SEGMENT + index).padStart(25, '0')}`,
      author: `u${Math.floor(random() * 7)}`,
      at: 1.6e12 + (index * ROOMS + segment) * 60_000,
      text: times(3 + Math.floor(random() * 14), word).join(' '),
      hasFile: false,
    }));
    const document = `room/${room}/${Math.floor(segment / ROOMS)}`;
    indexMs += await took(() => filling.call('put', { document, room, version: '1', messages: content }));
  }
  observer.disconnect();
  filling.terminate();

  const asking = open(name);
  const prepareMs = await took(() => asking.call('prepare'));
  const queries: Record<string, string[]> = {
    commonWord: vocabulary.slice(0, 5),
    rareWord: vocabulary.slice(15_000, 15_020),
    prefixOf1: ['a', 's', 't'],
    prefixOf3: ['sto', 'tin', 'hea'],
    twoWords: [`${vocabulary[10]} ${vocabulary[50]}`, `${vocabulary[100]} ${vocabulary[3_000]}`],
  };
  const figures: Record<string, number> = { indexMs, prepareMs, longestTaskMs: longest };
  for (const [kind, texts] of Object.entries(queries)) {
    const measured: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat++)
      for (const text of texts) measured.push(await took(() => asking.call('find', { text }, 50)));
    const sorted = measured.toSorted((a, b) => a - b);
    figures[`${kind}P50Ms`] = sorted[Math.floor(sorted.length * 0.5)] ?? 0;
    figures[`${kind}P95Ms`] = sorted[Math.floor(sorted.length * 0.95)] ?? 0;
  }
  asking.terminate();
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(name).onsuccess = resolve;
  });
  return figures;
}

const workerOf = async (page: Page): Promise<string> => {
  const worker = page.workers().find((each) => WORKER.test(each.url()));
  return worker?.url() ?? (await page.waitForEvent('worker', (each) => WORKER.test(each.url()))).url();
};

/** A hundred thousand messages on the device, and words, beginnings of words and two words at once. */
export const search: Workload = {
  prepare: async (cast) => {
    const alice = await cast.signsUp('Alice');
    const worker = await workerOf(alice.page);
    return async () => {
      const figures = await alice.page.evaluate(searched, { messages: MESSAGES, worker });
      const rounded = Object.entries(figures).map(([name, value]) => [name, Math.round(value * 10) / 10]);
      return { messages: MESSAGES, ...Object.fromEntries(rounded) };
    };
  },
};
