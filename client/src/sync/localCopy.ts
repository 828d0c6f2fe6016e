import type { DocumentName } from '@skein/shared/documents';
import { newMessageId, type RandomBytes } from '@skein/shared/ids';
import * as Y from 'yjs';
import { begun } from './begun.ts';
import { type LocalDatabase, rowsOf, type UpdateKey } from './localDatabase.ts';

/** Rows of a copy from which it is written anew as one: with each, opening it takes longer. */
const ROWS_PER_COPY = 100;

type Durability = 'strict' | 'relaxed';

/** What was written did not reach the disk: it is full, or the database was taken away. */
export class NotDurableError extends Error {
  override readonly name = 'NotDurableError';
}

interface Options {
  readonly database: () => Promise<LocalDatabase>;
  readonly document: DocumentName;
  readonly generation: number;
  readonly doc: Y.Doc;
  readonly randomBytes: RandomBytes;
  /** Changes that nobody else has yet are worth waiting for the disk. */
  readonly isPrecious: (origin: unknown) => boolean;
}

/** One copy of a document on this device: read into the document once, then every change of it is written as it comes. */
export class LocalCopy {
  /** Rejects when it cannot be read: then the document lives in memory only. */
  readonly loaded: Promise<void>;
  readonly #options: Options;
  readonly #writer: string;
  readonly #writes = new Set<Promise<void>>();
  #written = 0;
  #rows = 0;
  #hasGap = false;
  #closed = false;
  /** Why, the last time. */
  #failure: unknown;

  constructor(options: Options) {
    this.#options = options;
    this.#writer = newMessageId(options.randomBytes);
    this.loaded = this.#load();
    this.loaded.catch(() => undefined);
  }

  /** Resolves when all that the document had at the call is on the disk. @throws NotDurableError */
  async durable(): Promise<void> {
    await Promise.all(this.#writes);
    // What the disk once did not take is missing below everything after it.
    if (this.#hasGap) await this.#writeAnew('strict');
    if (this.#hasGap)
      throw new NotDurableError('the local database did not take the change', { cause: this.#failure });
  }

  /** The database is another one, which has nothing of it. @throws NotDurableError */
  async keepAgain(): Promise<void> {
    this.#hasGap = true;
    await this.durable();
  }

  /** What is on its way to the disk gets there. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#options.doc.off('update', this.#updated);
    await this.loaded.catch(() => undefined);
    await Promise.all(this.#writes);
  }

  readonly #updated = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    const durability = this.#options.isPrecious(origin) ? 'strict' : 'relaxed';
    const { document, generation, doc } = this.#options;
    void this.#write(async (database) => {
      const transaction = begun(database.transaction('updates', 'readwrite', { durability }));
      // Another tab may have let go of what the change was made upon.
      const isAlone = (await transaction.store.getKey(rowsOf(document, generation))) === undefined;
      const row = isAlone ? Y.encodeStateAsUpdate(doc) : update;
      await Promise.all([transaction.store.put(row, this.#nextKey()), transaction.done]);
    });
    this.#rows += 1;
    if (this.#rows >= ROWS_PER_COPY) void this.#writeAnew('relaxed');
  };

  async #load(): Promise<void> {
    const { database, document, generation, doc } = this.#options;
    try {
      const rows = await (await database()).getAll('updates', rowsOf(document, generation));
      this.#apply(doc, rows);
      this.#rows += rows.length;
    } finally {
      // Not before: for whoever listens, Yjs would encode all that is read.
      if (!this.#closed) doc.on('update', this.#updated);
    }
    if (this.#rows >= ROWS_PER_COPY) void this.#writeAnew('relaxed');
  }

  #apply(doc: Y.Doc, rows: readonly Uint8Array[]): void {
    doc.transact(() => {
      for (const row of rows) Y.applyUpdate(doc, row, this);
    }, this);
  }

  /** As one row, for all that there are, those of other tabs included. Texts that were erased are then off the disk. */
  async #writeAnew(durability: Durability): Promise<void> {
    const { document, generation, doc } = this.#options;
    this.#rows = 0;
    await this.#write(async (database) => {
      const transaction = begun(database.transaction('updates', 'readwrite', { durability }));
      const range = rowsOf(document, generation);
      this.#apply(doc, await transaction.store.getAll(range));
      await Promise.all([
        transaction.store.delete(range),
        transaction.store.put(Y.encodeStateAsUpdate(doc), this.#nextKey()),
        transaction.done,
      ]);
      this.#hasGap = false;
    });
  }

  #nextKey(): UpdateKey {
    const { document, generation } = this.#options;
    this.#written += 1;
    return [document, generation, this.#writer, this.#written];
  }

  /** @returns once it is over, well or badly: `durable` tells which */
  #write(write: (database: LocalDatabase) => Promise<void>): Promise<void> {
    const writing = this.#options
      .database()
      .then(write)
      .catch((error: unknown) => {
        this.#failure = error;
        this.#hasGap = true;
      })
      .finally(() => this.#writes.delete(writing));
    this.#writes.add(writing);
    return writing;
  }
}
