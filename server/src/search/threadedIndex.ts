import { Worker } from 'node:worker_threads';
import { SEARCHES_AT_ONCE } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import { type Found, IndexLostError, type MessageIndex } from './port.ts';

/** What the two threads say to each other. */
export interface Call {
  readonly id: number;
  readonly method: keyof MessageIndex;
  readonly args: readonly unknown[];
}
export type Reply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: Error; readonly isLost: boolean };

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The index as the relay's thread sees it. A thread that died is started again by the next call. */
export class ThreadedIndex implements MessageIndex {
  readonly #file: string;
  readonly #epoch: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #calls = 0;
  #searches = 0;
  #isClosed = false;

  constructor(file: string, epoch: string) {
    this.#file = file;
    this.#epoch = epoch;
  }

  put(...args: Parameters<MessageIndex['put']>): Promise<void> {
    return this.#call('put', args);
  }

  indexedSeq(...args: Parameters<MessageIndex['indexedSeq']>): ReturnType<MessageIndex['indexedSeq']> {
    return this.#call('indexedSeq', args);
  }

  behind(...args: Parameters<MessageIndex['behind']>): ReturnType<MessageIndex['behind']> {
    return this.#call('behind', args);
  }

  outdated(...args: Parameters<MessageIndex['outdated']>): ReturnType<MessageIndex['outdated']> {
    return this.#call('outdated', args);
  }

  /** @throws RefusedError `too-fast` */
  async find(...args: Parameters<MessageIndex['find']>): Promise<Found> {
    if (this.#searches >= SEARCHES_AT_ONCE) throw new RefusedError('too-fast', 'searches');
    this.#searches += 1;
    try {
      return await this.#call('find', args);
    } finally {
      this.#searches -= 1;
    }
  }

  /** What was asked for before is done. Idempotent. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined || this.#isClosed) return;
    await this.#call('close', []);
    this.#isClosed = true;
    await worker.terminate();
  }

  #call<Result>(method: keyof MessageIndex, args: readonly unknown[]): Promise<Result> {
    if (this.#isClosed) return Promise.reject(new RefusedError('going-away'));
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#calls;
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      worker.postMessage({ id, method, args } satisfies Call);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('indexThread.ts', import.meta.url), {
      workerData: { file: this.#file, epoch: this.#epoch },
    });
    let cause: unknown;
    worker.on('message', (reply: Reply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('result' in reply) waiting?.resolve(reply.result);
      else if (reply.isLost)
        waiting?.reject(new IndexLostError(reply.failure.message, { cause: reply.failure }));
      else waiting?.reject(reply.failure);
    });
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const { reject } of this.#waiting.values())
        reject(new Error('The search index ended.', { cause }));
      this.#waiting.clear();
    });
    return worker;
  }
}
