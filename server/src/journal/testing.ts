import type { DocumentName } from '@skein/shared/documents';
import { type FactChange, type Journal, JournalEndedError, type JournalEntry, type Json } from './port.ts';
import type { Row } from './rowStore.ts';

interface Held {
  readonly begin: () => void;
  readonly drop: (error: JournalEndedError) => void;
}

/**
 * A journal whose disk a test has in its hands: it holds appends back before they reach the store, lets one of them
 * fail, and dies at any moment. Every other behaviour is that of the journal it is put before.
 */
export class ControlledJournal implements Journal {
  readonly epoch: string;
  readonly #journal: Journal;
  readonly #held: Held[] = [];
  readonly #watchers = new Set<() => void>();
  #holding = false;
  #failing: { appendsUntil: number; readonly content: 'lost' | 'kept' } | undefined;
  #ended: JournalEndedError | undefined;

  constructor(journal: Journal) {
    this.#journal = journal;
    this.epoch = journal.epoch;
  }

  /** From now on appends wait before they reach the store. */
  hold(): void {
    this.#holding = true;
  }

  /** Lets the oldest ones that wait through; without a number all of them, and all that come after. */
  release(count?: number): void {
    if (count === undefined) this.#holding = false;
    for (const { begin } of this.#held.splice(0, count ?? this.#held.length)) begin();
  }

  get heldCount(): number {
    return this.#held.length;
  }

  /** Resolves as soon as so many appends wait. */
  async untilHeld(count: number): Promise<void> {
    while (this.#held.length < count) await new Promise<void>((resolve) => this.#watchers.add(resolve));
  }

  /** The nth append from now, 1 being the next, fails and ends the journal, its content stored or not. */
  failAppend(nth: number, content: 'lost' | 'kept'): void {
    this.#failing = { appendsUntil: nth, content };
  }

  /** As when the process is killed: what waits never reaches the store, and nothing works any more. */
  crash(): void {
    this.#end(new JournalEndedError('The journal was killed by the test.'));
  }

  async append(entries: readonly JournalEntry[], facts: readonly FactChange[]): Promise<void> {
    this.#assertAlive();
    if (this.#failing !== undefined) this.#failing.appendsUntil -= 1;
    const failing = this.#failing?.appendsUntil === 0 ? this.#failing.content : undefined;
    if (this.#holding)
      await new Promise<void>((begin, drop) => {
        this.#held.push({ begin, drop });
        for (const wake of this.#watchers) wake();
        this.#watchers.clear();
      });
    this.#assertAlive();
    if (failing !== 'lost') await this.#journal.append(entries, facts);
    if (failing !== undefined)
      this.#end(new JournalEndedError('The append failed because the test said so.'));
    this.#assertAlive();
  }

  async read(document: DocumentName): Promise<Uint8Array[]> {
    this.#assertAlive();
    return this.#journal.read(document);
  }

  async rows(document: DocumentName): Promise<number> {
    this.#assertAlive();
    return this.#journal.rows(document);
  }

  async compact(
    document: DocumentName,
    build: (updates: readonly Uint8Array[]) => Uint8Array,
    how?: { readonly forget: boolean },
  ): Promise<void> {
    this.#assertAlive();
    return this.#journal.compact(document, build, how);
  }

  async replace(document: DocumentName, update: Uint8Array): Promise<void> {
    this.#assertAlive();
    return this.#journal.replace(document, update);
  }

  async fact(key: string): Promise<Json | undefined> {
    this.#assertAlive();
    return this.#journal.fact(key);
  }

  async factsOf(keys: readonly string[]): Promise<ReadonlyMap<string, Json | undefined>> {
    this.#assertAlive();
    return this.#journal.factsOf(keys);
  }

  async facts(
    prefix: string,
    limit: number,
    after?: string,
  ): Promise<readonly { readonly key: string; readonly value: Json }[]> {
    this.#assertAlive();
    return this.#journal.facts(prefix, limit, after);
  }

  everything(): AsyncIterable<readonly Row[]> {
    this.#assertAlive();
    return this.#journal.everything();
  }

  /** Waits for what is held, as the journal does for what is under way; ended, there is nothing to wait for. */
  async close(): Promise<void> {
    if (this.#ended === undefined) this.release();
    await this.#journal.close();
  }

  #end(error: JournalEndedError): void {
    this.#ended ??= error;
    for (const { drop } of this.#held.splice(0)) drop(error);
  }

  #assertAlive(): void {
    if (this.#ended !== undefined) throw this.#ended;
  }
}
