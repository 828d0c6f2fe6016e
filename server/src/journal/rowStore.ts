import type { KeyRange } from './layout.ts';

/** What the journal asks of an ordered key-value store. */
export interface RowStore {
  get(key: string): Promise<Uint8Array | undefined>;
  /** In the order of the given keys. */
  getMany(keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]>;
  /** In the order of keys, as of one moment, at most `limit`. */
  range(range: KeyRange, limit?: number): Promise<readonly Row[]>;
  count(range: KeyRange): Promise<number>;
  /** All rows in the order of keys, some at a time, as of this call, whatever is written while they are read. */
  everything(): AsyncIterable<readonly Row[]>;
  /** Durable, and all or nothing. A later change of the same key wins. */
  write(changes: readonly RowChange[]): Promise<void>;
  /**
   * Merges what was written in the range. Done before and after a write, it leaves nothing of what the write overwrote
   * or deleted on the disk.
   */
  merge(range: KeyRange): Promise<void>;
  close(): Promise<void>;
}

/** A key and its value as it lies in the store. */
export interface Row {
  readonly key: string;
  readonly value: Uint8Array;
}

/** `undefined` deletes. */
export interface RowChange {
  readonly key: string;
  readonly value: Uint8Array | undefined;
}
