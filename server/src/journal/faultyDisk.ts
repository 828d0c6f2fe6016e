import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Row, RowStore } from './rowStore.ts';

/**
 * What can go wrong below a journal, in the hands of a test: writes that fail, a disk that is full or slow, bits that
 * flip on their way from it. It outlives the stores that are opened over it, as a disk does.
 */
export class FaultyDisk {
  /** Every write fails until there is space again. */
  isFull = false;
  /** Turns of the event loop that every operation takes. */
  slowness = 0;
  #failing: { writesUntil: number; readonly content: 'lost' | 'kept' } | undefined;
  #readsToDamage = 0;
  #life = 0;

  /** The nth write from now, 1 being the next, fails, its content stored or not. */
  failWrite(nth: number, content: 'lost' | 'kept'): void {
    this.#failing = { writesUntil: nth, content };
  }

  /** The next so many rows of documents or facts that are read have a flipped bit. What is stored stays as it is. */
  damageReads(count: number): void {
    this.#readsToDamage = count;
  }

  /** As when the process is killed: what is asked of the stores that are open never ends, and has no effect. */
  crash(): void {
    this.#life += 1;
  }

  heal(): void {
    this.isFull = false;
    this.slowness = 0;
    this.#failing = undefined;
    this.#readsToDamage = 0;
  }

  over(rows: RowStore): RowStore {
    const life = this.#life;
    const turn = (): Promise<void> => this.#turn(life);
    return {
      get: async (key) => {
        await turn();
        const value = await rows.get(key);
        return value && key.startsWith('f!') ? this.#damaged(value) : value;
      },
      getMany: async (keys) => {
        await turn();
        const values = await rows.getMany(keys);
        return values.map((value, index) =>
          value && keys[index]?.startsWith('f!') ? this.#damaged(value) : value,
        );
      },
      range: async (range, limit) => {
        await turn();
        const found = await rows.range(range, limit);
        if (!range.from.startsWith('u!')) return found;
        return found.map(({ key, value }): Row => ({ key, value: this.#damaged(value) }));
      },
      count: async (range) => {
        await turn();
        return await rows.count(range);
      },
      everything: () => rows.everything(),
      write: async (changes) => {
        await turn();
        const failure = this.#failureOfWrite();
        if (failure !== 'lost') await rows.write(changes);
        if (failure !== undefined) throw new Error('ENOSPC: the write failed because the test said so');
      },
      merge: async (range) => {
        await turn();
        await rows.merge(range);
      },
      close: () => rows.close(),
    };
  }

  async #turn(life: number): Promise<void> {
    for (let turns = 0; turns < this.slowness; turns++) await nextTurn();
    if (life !== this.#life) await new Promise(() => undefined);
  }

  #failureOfWrite(): 'lost' | 'kept' | undefined {
    if (this.isFull) return 'lost';
    if (this.#failing === undefined || --this.#failing.writesUntil > 0) return undefined;
    const { content } = this.#failing;
    this.#failing = undefined;
    return content;
  }

  #damaged(value: Uint8Array): Uint8Array {
    if (this.#readsToDamage === 0) return value;
    this.#readsToDamage -= 1;
    const damaged = value.slice();
    const last = damaged.length - 1;
    damaged[last] = (damaged[last] ?? 0) ^ 1;
    return damaged;
  }
}
