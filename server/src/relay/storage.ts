import { RefusedError } from '@skein/shared/refusals';
import { REOPEN_DELAY_MS } from '@skein/shared/limits';
import type { Journal } from '../journal/port.ts';
import type { Log, Schedule } from './ports.ts';

/**
 * The journal there is right now. One that failed is closed and opened again, for as long as it takes; meanwhile
 * whoever asks for it waits.
 */
export class Storage {
  readonly epoch: string;
  readonly #open: () => Promise<Journal>;
  readonly #schedule: Schedule;
  readonly #log: Log;
  readonly #givenUp = new WeakSet<Journal>();
  #journal: Promise<Journal>;
  #isStopping = false;
  #isClosed = false;

  constructor(first: Journal, open: () => Promise<Journal>, schedule: Schedule, log: Log) {
    this.epoch = first.epoch;
    this.#open = open;
    this.#schedule = schedule;
    this.#log = log;
    this.#journal = Promise.resolve(first);
  }

  journal(): Promise<Journal> {
    return this.#isClosed ? Promise.reject(new RefusedError('going-away')) : this.#journal;
  }

  /** However many notice the failure. Resolves when there is a journal again, or when it no longer matters. */
  async replace(failed: Journal): Promise<void> {
    if (!this.#givenUp.has(failed)) {
      this.#givenUp.add(failed);
      this.#journal = this.#openAfter(failed);
    }
    await this.#journal.catch(() => undefined);
  }

  /** A journal that cannot be opened again is given up. */
  stop(): void {
    this.#isStopping = true;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const journal = await this.#journal.catch(() => undefined);
    await journal?.close();
  }

  async #openAfter(failed: Journal): Promise<Journal> {
    await this.#closeFailed(failed);
    for (;;) {
      try {
        return await this.#open();
      } catch (error) {
        if (this.#isStopping) throw new RefusedError('going-away');
        this.#log.error({ error }, 'the journal cannot be opened again; trying once more soon');
        await new Promise<void>((resolve) => this.#schedule(REOPEN_DELAY_MS, resolve));
      }
    }
  }

  async #closeFailed(journal: Journal): Promise<void> {
    try {
      await journal.close();
    } catch (error) {
      this.#log.error({ error }, 'the failed journal could not be closed');
    }
  }
}
