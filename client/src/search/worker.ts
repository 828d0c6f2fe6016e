import type { Call } from './calls.ts';
import { SearchIndex } from './searchIndex.ts';

/**
 * The whole of a search worker: its name says whose index it keeps, and it does what it is called for. Indexing and
 * searching have a thread of their own here, so that neither delays a keystroke.
 */
const index = new SearchIndex(self.name, new BroadcastChannel(self.name));

self.addEventListener('message', ({ data }: MessageEvent<Call>) => {
  const { number, method, values } = data;
  const work = index[method] as (...values: readonly unknown[]) => Promise<unknown>;
  work.apply(index, [...values]).then(
    (value) => self.postMessage({ number, value }),
    (error: unknown) => self.postMessage({ number, error: String(error) }),
  );
});
