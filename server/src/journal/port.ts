import type { DocumentName } from '@skein/shared/documents';
import type { Row } from './rowStore.ts';

/** One Yjs update of one document. */
export interface JournalEntry {
  readonly document: DocumentName;
  readonly update: Uint8Array;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A small derived or indexing row that must never disagree with the updates beside it; `undefined` deletes it. */
export interface FactChange {
  readonly key: string;
  readonly value: Json | undefined;
}

/**
 * Where documents are kept. The relay tells nobody anything before `append` has resolved.
 *
 * A failed append ends the journal: that call and every later one reject with JournalEndedError, until a new journal
 * is opened on the same place. What the failed append carried is then either there whole or not at all.
 */
export interface Journal {
  /** The life of this store: random when made, another one after a restore. */
  readonly epoch: string;
  /** Durable (synced) and atomic over everything given, however many documents. Calls take effect in their order. */
  append(entries: readonly JournalEntry[], facts: readonly FactChange[]): Promise<void>;
  /**
   * Updates of one document, oldest first; empty for one that does not exist.
   * @throws JournalRowDamagedError when a row does not have the checksum it was written with
   */
  read(document: DocumentName): Promise<Uint8Array[]>;
  /** How many rows `read` would give, without reading them. */
  rows(document: DocumentName): Promise<number>;
  /**
   * Replaces exactly the rows it read by the one that `build` makes of them, in one atomic synced batch; runs beside
   * appends. With `forget`, which costs more, what was in them and is not in what was built is then not on the disk any
   * more either.
   */
  compact(
    document: DocumentName,
    build: (updates: readonly Uint8Array[]) => Uint8Array,
    how?: { readonly forget: boolean },
  ): Promise<void>;
  /**
   * Puts this in the place of all rows of the document, which are not read: they go even when they are damaged, and what
   * was in them is then not on the disk any more either. Nothing happens to a document that does not exist.
   */
  replace(document: DocumentName, update: Uint8Array): Promise<void>;
  fact(key: string): Promise<Json | undefined>;
  /** By key; far cheaper than one after the other. */
  factsOf(keys: readonly string[]): Promise<ReadonlyMap<string, Json | undefined>>;
  /** Facts whose key begins with the prefix, in the order of their keys, at most `limit`, those after a key if one is given. */
  facts(
    prefix: string,
    limit: number,
    after?: string,
  ): Promise<readonly { readonly key: string; readonly value: Json }[]>;
  /**
   * All that was durable at this call, rows as they lie in the store, some at a time: for a copy. Runs beside appends.
   * @throws JournalEndedError, also in the midst of it
   */
  everything(): AsyncIterable<readonly Row[]>;
  /** Waits for what is under way, but for somebody who reads everything. Idempotent. */
  close(): Promise<void>;
}

/** A retry helps only on a newly opened journal. */
export class JournalEndedError extends Error {
  override readonly name = 'JournalEndedError';
}

/** A retry does not help: this document has to be repaired; others are not touched. */
export class JournalRowDamagedError extends Error {
  override readonly name = 'JournalRowDamagedError';
}

/** A retry does not help: the store was written by a newer Skein. */
export class JournalTooNewError extends Error {
  override readonly name = 'JournalTooNewError';
}

/** A retry helps only after a person has done what the message says. */
export class JournalUnavailableError extends Error {
  override readonly name = 'JournalUnavailableError';
}
