import { type DocumentName, parseDocumentName } from '@skein/shared/documents';
import { COMPACTION_ROWS, IDLE_DOCUMENTS } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import type { ClientIds } from './clientIds.ts';
import { summaryKey, summaryOfFact } from './facts.ts';
import { LiveDocument } from './liveDocument.ts';
import type { Clock } from './ports.ts';
import type { Storage } from './storage.ts';

/**
 * Documents in memory, parked ones included: whoever listens to one keeps it there, and the last used others stay for a
 * while.
 */
export class Documents {
  readonly #storage: Storage;
  readonly #clientIds: ClientIds;
  readonly #clock: Clock;
  readonly #grown: (name: DocumentName) => void;
  /** In the order of their last use. */
  #live = new Map<DocumentName, LiveDocument>();
  #loading = new Map<DocumentName, Promise<LiveDocument>>();
  /** Dropped while they were read: what was read is not what the journal holds. */
  readonly #dropped = new Set<DocumentName>();

  /** `grown` is told of a document that was read from more rows than it should have. */
  constructor(storage: Storage, clientIds: ClientIds, clock: Clock, grown: (name: DocumentName) => void) {
    this.#storage = storage;
    this.#clientIds = clientIds;
    this.#clock = clock;
    this.#grown = grown;
  }

  /** How many have their content in memory. */
  get count(): number {
    let count = 0;
    for (const live of this.#live.values()) if (!live.isParked) count += 1;
    return count;
  }

  /** Only one that is in memory with its content. */
  get(name: DocumentName): LiveDocument | undefined {
    const live = this.#live.get(name);
    return live?.isParked === false ? live : undefined;
  }

  /** One that a step has made sure of. */
  loaded(name: DocumentName): LiveDocument {
    const document = this.get(name);
    if (document === undefined) throw new TypeError(`${name} is not in memory.`);
    return document;
  }

  /**
   * With its content. Nothing is kept of a document that could not be read.
   * @throws RefusedError `document-unknown`, JournalRowDamagedError, JournalEndedError
   */
  load(name: DocumentName): Promise<LiveDocument> {
    const live = this.get(name);
    if (live) {
      this.#use(live);
      return Promise.resolve(live);
    }
    const loading = this.#loading.get(name) ?? this.#read(name);
    this.#loading.set(name, loading);
    return loading;
  }

  /**
   * Parked, if there is a summary of it.
   * @throws as `load` does
   */
  async attend(name: DocumentName): Promise<LiveDocument> {
    const known = this.#live.get(name);
    if (known) return known;
    if (this.#loading.has(name)) return this.load(name);
    const loadings = this.#loading;
    const fact = await (await this.#storage.journal()).fact(summaryKey(name));
    if (fact === undefined || loadings !== this.#loading || this.#loading.has(name)) return this.load(name);
    const live = this.#live.get(name) ?? this.#make(name);
    if (!this.#live.has(name)) live.park(summaryOfFact(fact));
    this.#live.set(name, live);
    return live;
  }

  /** A new document, as yet empty, made by a step. */
  create(name: DocumentName): LiveDocument {
    const document = this.#make(name);
    document.load([], this.#clientIds);
    this.#live.set(name, document);
    return document;
  }

  async reload(document: LiveDocument): Promise<void> {
    const journal = await this.#storage.journal();
    document.load(await journal.read(document.name), this.#clientIds);
  }

  /** What memory holds is not what the journal holds. */
  discard(): void {
    this.#live.clear();
    this.#loading = new Map();
  }

  /** It was not let go of. */
  isKept(live: LiveDocument): boolean {
    return this.#live.get(live.name) === live;
  }

  /** Content that nobody needed since then. */
  unused(since: number): LiveDocument[] {
    return [...this.#live.values()].filter((live) => !live.isParked && live.usedAt <= since);
  }

  /** Lets go of it, if nobody listens. */
  forget(live: LiveDocument): void {
    if (live.audience.size === 0 && this.#live.get(live.name) === live) this.#live.delete(live.name);
  }

  /** Lets go of it, whoever listens: what memory holds of it is not what the journal is about to hold. */
  drop(name: DocumentName): void {
    this.#live.delete(name);
    if (this.#loading.has(name)) this.#dropped.add(name);
  }

  /** Lets go of what nobody listens to. Only between two steps. */
  prune(isNeeded: (document: LiveDocument) => boolean): void {
    if (this.#live.size <= IDLE_DOCUMENTS) return;
    const idle = [...this.#live.values()].filter((document) => document.audience.size === 0);
    for (const document of idle.slice(0, Math.max(0, idle.length - IDLE_DOCUMENTS)))
      if (!isNeeded(document)) this.#live.delete(document.name);
  }

  async #read(name: DocumentName): Promise<LiveDocument> {
    const loadings = this.#loading;
    try {
      const journal = await this.#storage.journal();
      const [rows, summary] = await Promise.all([journal.read(name), journal.fact(summaryKey(name))]);
      if (rows.length === 0) throw new RefusedError('document-unknown', name);
      if (loadings !== this.#loading || this.#dropped.has(name))
        throw new RefusedError('storage-failed', name);
      const live = this.#live.get(name) ?? this.#make(name);
      if (live.isParked)
        live.load(rows, this.#clientIds, summary === undefined ? undefined : summaryOfFact(summary));
      this.#use(live);
      if (rows.length > COMPACTION_ROWS) this.#grown(name);
      return live;
    } finally {
      loadings.delete(name);
      this.#dropped.delete(name);
    }
  }

  #use(live: LiveDocument): void {
    live.usedAt = this.#clock();
    this.#live.delete(live.name);
    this.#live.set(live.name, live);
  }

  #make(name: DocumentName): LiveDocument {
    const ref = parseDocumentName(name);
    if (ref === undefined) throw new TypeError(`${name} is not the name of a document.`);
    return new LiveDocument(name, ref, this.#clock());
  }
}
