import type { Answer, Call, Method } from './calls.ts';
import type { SearchIndexPort } from './port.ts';

/** The index could not do what it was asked for: its database is full, broken or taken away. */
export class SearchFailedError extends Error {
  override readonly name = 'SearchFailedError';
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: SearchFailedError) => void;
}

/** An index that runs in a worker. */
export const workerIndex = (worker: Worker): SearchIndexPort => {
  const waiting = new Map<number, Waiting>();
  let failure: SearchFailedError | undefined;
  let calls = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    const call = waiting.get(data.number);
    waiting.delete(data.number);
    if ('error' in data) call?.reject(new SearchFailedError(data.error));
    else call?.resolve(data.value);
  });
  const end = (why: string): void => {
    failure = new SearchFailedError(why);
    for (const call of waiting.values()) call.reject(failure);
    waiting.clear();
  };
  worker.addEventListener('error', () => end('the worker did not start'));
  const call = async (method: Method, ...values: readonly unknown[]): Promise<unknown> => {
    if (failure) throw failure;
    return await new Promise((resolve, reject) => {
      calls += 1;
      waiting.set(calls, { resolve, reject });
      worker.postMessage({ number: calls, method, values } satisfies Call);
    });
  };
  return {
    versions: () => call('versions') as ReturnType<SearchIndexPort['versions']>,
    put: async (content) => void (await call('put', content)),
    forget: async (documents) => void (await call('forget', documents)),
    prepare: async () => void (await call('prepare')),
    find: (query, limit) => call('find', query, limit) as ReturnType<SearchIndexPort['find']>,
    rest: async () => void (await call('rest')),
    close: async () => {
      await call('close').catch(() => undefined);
      worker.terminate();
      end('the index is closed');
    },
  };
};
