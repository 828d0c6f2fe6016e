import { openJournal } from './journal.ts';
import { EVERYTHING, type KeyRange } from './layout.ts';
import type { Journal } from './port.ts';
import type { Row, RowChange, RowStore } from './rowStore.ts';

/** What a disk would hold: it outlives the journals that are opened on it, one after the other. */
export class MemoryStore {
  readonly #values = new Map<string, Uint8Array>();
  /** Sorted. */
  readonly #keys: string[] = [];

  get(key: string): Uint8Array | undefined {
    return this.#values.get(key)?.slice();
  }

  keys({ from, to }: KeyRange, limit = Number.POSITIVE_INFINITY): readonly string[] {
    const start = this.#indexOf(from);
    return this.#keys.slice(start, Math.min(this.#indexOf(to), start + limit));
  }

  put(key: string, value: Uint8Array): void {
    if (!this.#values.has(key)) this.#keys.splice(this.#indexOf(key), 0, key);
    this.#values.set(key, value.slice());
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#keys.splice(this.#indexOf(key), 1);
  }

  /** Where the key stands or would stand. */
  #indexOf(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] ?? '') < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** @throws JournalTooNewError, JournalRowDamagedError */
export const openMemoryJournal = (
  store: MemoryStore = new MemoryStore(),
  newEpoch?: () => string,
): Promise<Journal> => openJournal(memoryRows(store), newEpoch);

export const memoryRows = (store: MemoryStore): RowStore => ({
  get: async (key) => store.get(key),
  getMany: async (keys) => keys.map((key) => store.get(key)),
  range: async (range, limit) =>
    store.keys(range, limit).map((key): Row => ({ key, value: store.get(key) ?? new Uint8Array() })),
  count: async (range) => store.keys(range).length,
  everything: () => {
    const rows = store
      .keys(EVERYTHING)
      .map((key): Row => ({ key, value: store.get(key) ?? new Uint8Array() }));
    return (async function* () {
      if (rows.length > 0) yield rows;
    })();
  },
  write: async (changes: readonly RowChange[]) => {
    for (const { key, value } of changes)
      if (value === undefined) store.delete(key);
      else store.put(key, value);
  },
  merge: async () => undefined,
  close: async () => undefined,
});
