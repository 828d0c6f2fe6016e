import { Level } from 'level';
import { openJournal } from './journal.ts';
import { EVERYTHING, type KeyRange } from './layout.ts';
import { type Journal, JournalRowDamagedError, JournalUnavailableError } from './port.ts';
import type { Row, RowChange, RowStore } from './rowStore.ts';

/**
 * The journal of one relay, in a folder that it makes.
 * @throws JournalUnavailableError, JournalTooNewError, JournalRowDamagedError
 */
export const openLevelJournal = async (folder: string, newEpoch?: () => string): Promise<Journal> =>
  openJournal(await openLevelRows(folder), newEpoch);

/** `level` types what browsers can do as well; in Node it is LevelDB. */
interface Database extends Level<string, Uint8Array> {
  compactRange(start: string, end: string): Promise<void>;
}

type RowIterator = ReturnType<typeof Level.prototype.iterator<string, Uint8Array>>;

/** @throws JournalUnavailableError */
export const openLevelRows = async (folder: string): Promise<RowStore> => {
  const database = new Level<string, Uint8Array>(folder, {
    keyEncoding: 'utf8',
    valueEncoding: 'view',
  }) as Database;
  try {
    await database.open();
  } catch (error) {
    throw unavailable(folder, error);
  }
  return new LevelRows(database);
};

const unavailable = (folder: string, error: unknown): JournalUnavailableError => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why =
    codeOf(cause) === 'LEVEL_LOCKED'
      ? 'is in use by another process. Only one relay can use it at a time.'
      : `cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new JournalUnavailableError(`The journal in ${folder} ${why}`, { cause: error });
};

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

class LevelRows implements RowStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return reading(key, this.#database.get(key));
  }

  async getMany(keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    // Keys that are new are told from the filters in memory: to go to another thread for each costs four times as much.
    const here = async (): Promise<(Uint8Array | undefined)[]> =>
      keys.map((key) => this.#database.getSync(key));
    return await reading(keys.join(' '), here());
  }

  async range({ from, to }: KeyRange, limit = Number.POSITIVE_INFINITY): Promise<readonly Row[]> {
    const entries = await reading(from, this.#database.iterator({ gte: from, lt: to, limit }).all());
    return entries.map(([key, value]) => ({ key, value }));
  }

  async count({ from, to }: KeyRange): Promise<number> {
    return (await reading(from, this.#database.keys({ gte: from, lt: to }).all())).length;
  }

  everything(): AsyncIterable<readonly Row[]> {
    // An iterator sees the store as it was when it was made.
    return inPortions(this.#database.iterator({ gte: EVERYTHING.from, lt: EVERYTHING.to }));
  }

  write(changes: readonly RowChange[]): Promise<void> {
    return this.#database.batch(
      changes.map(({ key, value }) =>
        value === undefined ? { type: 'del', key } : { type: 'put', key, value },
      ),
      { sync: true },
    );
  }

  /**
   * LevelDB keeps what was overwritten until it merges the tables of old and new; it does not merge within the deepest
   * one. So the old has to be in a table before the new is written.
   */
  merge({ from, to }: KeyRange): Promise<void> {
    return this.#database.compactRange(from, to);
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

const PORTION = 256;

async function* inPortions(iterator: RowIterator): AsyncGenerator<readonly Row[]> {
  try {
    for (;;) {
      const entries = await reading('the whole journal', iterator.nextv(PORTION));
      if (entries.length === 0) return;
      yield entries.map(([key, value]) => ({ key, value }));
    }
  } finally {
    await iterator.close();
  }
}

const reading = async <Result>(place: string, result: Promise<Result>): Promise<Result> => {
  try {
    return await result;
  } catch (cause) {
    if (codeOf(cause) !== 'LEVEL_CORRUPTION') throw cause;
    throw new JournalRowDamagedError(`Rows at ${place} cannot be read.`, { cause });
  }
};
