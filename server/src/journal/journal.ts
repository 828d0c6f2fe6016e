import { randomUUID } from 'node:crypto';
import type { DocumentName } from '@skein/shared/documents';
import { GroupCommit } from './groupCommit.ts';
import {
  COUNTER_KEY,
  EPOCH_KEY,
  EVERYTHING,
  factKey,
  factOfKey,
  factsWith,
  LAYOUT,
  LAYOUT_KEY,
  updateKey,
  updatesOf,
} from './layout.ts';
import {
  type FactChange,
  type Journal,
  JournalEndedError,
  type JournalEntry,
  JournalRowDamagedError,
  JournalTooNewError,
  type Json,
} from './port.ts';
import { decodeJsonRow, decodeRow, encodeJsonRow, encodeRow } from './row.ts';
import type { Row, RowChange, RowStore } from './rowStore.ts';

/**
 * A journal over any ordered store of rows; closes the store when it cannot be opened.
 * @throws JournalTooNewError, JournalRowDamagedError
 */
export const openJournal = async (rows: RowStore, newEpoch: () => string = randomUUID): Promise<Journal> => {
  try {
    return await begin(rows, newEpoch);
  } catch (error) {
    await rows.close();
    throw error;
  }
};

const begin = async (rows: RowStore, newEpoch: () => string): Promise<Journal> => {
  const layout = await rows.get(LAYOUT_KEY);
  if (layout === undefined) {
    if ((await rows.range(EVERYTHING, 1)).length > 0) throw missing(LAYOUT_KEY);
    const epoch = newEpoch();
    await rows.write([
      { key: LAYOUT_KEY, value: encodeJsonRow(LAYOUT) },
      { key: EPOCH_KEY, value: encodeJsonRow(epoch) },
    ]);
    return new RowJournal(rows, epoch, 0);
  }
  const version = decodeJsonRow(layout, LAYOUT_KEY);
  if (version !== LAYOUT)
    throw new JournalTooNewError(
      `The journal was written by a newer Skein (layout ${JSON.stringify(version)}, this one knows ${LAYOUT}). Start that version, or a newer one.`,
    );
  const epoch = await rows.get(EPOCH_KEY);
  if (epoch === undefined) throw missing(EPOCH_KEY);
  const counter = await rows.get(COUNTER_KEY);
  return new RowJournal(
    rows,
    decodeJsonRow(epoch, EPOCH_KEY) as string,
    counter === undefined ? 0 : (decodeJsonRow(counter, COUNTER_KEY) as number),
  );
};

const missing = (key: string): JournalRowDamagedError =>
  new JournalRowDamagedError(`The row ${key} is not there. The folder is damaged, or is no journal.`);

class RowJournal implements Journal {
  readonly epoch: string;
  readonly #rows: RowStore;
  readonly #commit: GroupCommit;
  readonly #underWay = new Set<Promise<unknown>>();
  /** By document: two compactions of one at once could bring back what the later one left out. */
  readonly #compactions = new Map<DocumentName, Promise<void>>();
  #counter: number;
  #closing: Promise<void> | undefined;

  constructor(rows: RowStore, epoch: string, counter: number) {
    this.#rows = rows;
    this.epoch = epoch;
    this.#counter = counter;
    this.#commit = new GroupCommit((changes) => rows.write(changes));
  }

  append(entries: readonly JournalEntry[], facts: readonly FactChange[]): Promise<void> {
    return this.#do(() => {
      const changes: RowChange[] = facts.map(({ key, value }) => ({
        key: factKey(key),
        value: value === undefined ? undefined : encodeJsonRow(value),
      }));
      for (const { document, update } of entries)
        changes.push({ key: updateKey(document, this.#counter++), value: encodeRow(update) });
      if (entries.length > 0) changes.push({ key: COUNTER_KEY, value: encodeJsonRow(this.#counter) });
      return this.#commit.push(changes);
    });
  }

  read(document: DocumentName): Promise<Uint8Array[]> {
    return this.#do(async () => {
      const rows = await this.#rows.range(updatesOf(document));
      return rows.map(({ value }) => decodeRow(value, document));
    });
  }

  rows(document: DocumentName): Promise<number> {
    return this.#do(() => this.#rows.count(updatesOf(document)));
  }

  compact(
    document: DocumentName,
    build: (updates: readonly Uint8Array[]) => Uint8Array,
    { forget } = { forget: false },
  ): Promise<void> {
    const built = (rows: readonly Row[]): Uint8Array =>
      build(rows.map(({ value }) => decodeRow(value, document)));
    return this.#do(() => this.#inTurn(document, () => this.#rewrite(document, built, forget)));
  }

  replace(document: DocumentName, update: Uint8Array): Promise<void> {
    return this.#do(() => this.#inTurn(document, () => this.#rewrite(document, () => update, true)));
  }

  #inTurn(document: DocumentName, now: () => Promise<void>): Promise<void> {
    const before = this.#compactions.get(document) ?? Promise.resolve();
    const after = before.then(now, now);
    this.#compactions.set(document, after);
    return after.finally(() => {
      if (this.#compactions.get(document) === after) this.#compactions.delete(document);
    });
  }

  async #rewrite(
    document: DocumentName,
    build: (rows: readonly Row[]) => Uint8Array,
    forget: boolean,
  ): Promise<void> {
    const rows = await this.#rows.range(updatesOf(document));
    const last = rows.at(-1);
    if (last === undefined) return;
    const built = build(rows);
    if (forget) await this.#rows.merge(updatesOf(document));
    // Under the last key it replaces, the result stays before whatever was appended meanwhile.
    await this.#commit.push(
      rows.map(({ key }) => ({ key, value: key === last.key ? encodeRow(built) : undefined })),
    );
    if (forget) await this.#rows.merge(updatesOf(document));
  }

  fact(key: string): Promise<Json | undefined> {
    return this.#do(async () => {
      const row = await this.#rows.get(factKey(key));
      return row === undefined ? undefined : decodeJsonRow(row, `the fact ${key}`);
    });
  }

  factsOf(keys: readonly string[]): Promise<ReadonlyMap<string, Json | undefined>> {
    return this.#do(async () => {
      const rows = await this.#rows.getMany(keys.map(factKey));
      return new Map(
        keys.map((key, index) => {
          const row = rows[index];
          return [key, row === undefined ? undefined : decodeJsonRow(row, `the fact ${key}`)];
        }),
      );
    });
  }

  facts(
    prefix: string,
    limit: number,
    after?: string,
  ): Promise<readonly { readonly key: string; readonly value: Json }[]> {
    return this.#do(async () => {
      const rows = await this.#rows.range(factsWith(prefix, after), limit);
      return rows.map(({ key, value }) => ({
        key: factOfKey(key),
        value: decodeJsonRow(value, `the fact ${factOfKey(key)}`),
      }));
    });
  }

  everything(): AsyncIterable<readonly Row[]> {
    this.#assertOpen();
    // Asked for here: a generator would not begin before it is first read.
    return this.#untilClosed(this.#rows.everything());
  }

  close(): Promise<void> {
    this.#closing ??= Promise.allSettled(this.#underWay).then(() => this.#rows.close());
    return this.#closing;
  }

  async *#untilClosed(rows: AsyncIterable<readonly Row[]>): AsyncGenerator<readonly Row[]> {
    try {
      for await (const some of rows) {
        this.#assertOpen();
        yield some;
      }
    } catch (error) {
      this.#assertOpen();
      throw error;
    }
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new JournalEndedError('The journal is closed.');
    if (this.#commit.failure !== undefined) throw this.#commit.failure;
  }

  async #do<Result>(operation: () => Promise<Result>): Promise<Result> {
    this.#assertOpen();
    const running = operation();
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(running);
    }
  }
}
