import type { SpareStorage } from '../src/sync/spareCopy.ts';

/** As `localStorage` is, for one browser. */
export const spareStorage = (): SpareStorage => {
  const rows = new Map<string, string>();
  return {
    get length() {
      return rows.size;
    },
    key: (index) => [...rows.keys()][index] ?? null,
    getItem: (key) => rows.get(key) ?? null,
    setItem: (key, value) => void rows.set(key, value),
    removeItem: (key) => void rows.delete(key),
  };
};
