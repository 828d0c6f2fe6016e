import { JournalEndedError } from './port.ts';
import type { RowChange } from './rowStore.ts';

interface Waiting {
  readonly changes: readonly RowChange[];
  readonly resolve: () => void;
  readonly reject: (error: JournalEndedError) => void;
}

/**
 * One write at a time; what arrives meanwhile makes the next one together, so a synced write is shared by all that
 * wait for it. The queue is as long as there are writers: each waits for its own before it comes again.
 *
 * After a write that failed nothing is written any more. A full disk leaves LevelDB in a state where it accepts further
 * synced batches and has lost them at the next start.
 */
export class GroupCommit {
  readonly #write: (changes: readonly RowChange[]) => Promise<void>;
  #waiting: Waiting[] = [];
  #running = false;
  #failure: JournalEndedError | undefined;

  constructor(write: (changes: readonly RowChange[]) => Promise<void>) {
    this.#write = write;
  }

  /** Why nothing is written any more. */
  get failure(): JournalEndedError | undefined {
    return this.#failure;
  }

  /** @throws JournalEndedError */
  push(changes: readonly RowChange[]): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ changes, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  /** Never rejects: every failure goes to those who wait. */
  async #run(): Promise<void> {
    this.#running = true;
    // What is pushed in the same turn goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(group.flatMap(({ changes }) => changes));
        for (const { resolve } of group) resolve();
      } catch (cause) {
        this.#end(new JournalEndedError('The journal could not write and has ended.', { cause }), group);
      }
    }
    this.#running = false;
  }

  #end(failure: JournalEndedError, group: readonly Waiting[]): void {
    this.#failure = failure;
    for (const { reject } of [...group, ...this.#waiting]) reject(failure);
    this.#waiting = [];
  }
}
