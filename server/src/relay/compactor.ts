import type { DocumentName } from '@skein/shared/documents';
import * as Y from 'yjs';
import { type Journal, JournalEndedError } from '../journal/port.ts';
import { COMPACTION_PREFIX, compactionKey } from './facts.ts';
import type { Log } from './ports.ts';
import type { Storage } from './storage.ts';

/** Through a document, and not by merging updates: only a document forgets the content of what was erased. */
const stateOf = (updates: readonly Uint8Array[]): Uint8Array => {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return state;
};

/** Documents compacted at the start, those whose compaction a crash has cut off. */
const UNFINISHED = 10_000;

/** Makes one row of a document's many, one document after the other, beside everything else. */
export class Compactor {
  readonly #storage: Storage;
  readonly #log: Log;
  readonly #waiting = new Set<DocumentName>();
  #running: Promise<void> | undefined;

  constructor(storage: Storage, log: Log) {
    this.#storage = storage;
    this.#log = log;
  }

  /** What a former life of the relay owes: erased text that still stands in old rows. */
  async resume(): Promise<void> {
    const facts = await (await this.#storage.journal()).facts(COMPACTION_PREFIX, UNFINISHED);
    for (const { key } of facts) this.add(key.slice(COMPACTION_PREFIX.length) as DocumentName);
  }

  add(name: DocumentName): void {
    this.#waiting.add(name);
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // What one step adds begins after it.
    await Promise.resolve();
    for (const name of this.#waiting) {
      this.#waiting.delete(name);
      let journal: Journal | undefined;
      try {
        journal = await this.#storage.journal();
        await this.#compact(journal, name);
      } catch (error) {
        this.#log.error({ error, document: name }, 'a document could not be compacted');
        // Nobody could read until some step failed as well, and without reading there is none.
        if (journal && error instanceof JournalEndedError) await this.#storage.replace(journal);
      }
    }
    this.#running = undefined;
  }

  async #compact(journal: Journal, name: DocumentName): Promise<void> {
    const forget = (await journal.fact(compactionKey(name))) !== undefined;
    await journal.compact(name, stateOf, { forget });
    if (forget && !this.#waiting.has(name))
      await journal.append([], [{ key: compactionKey(name), value: undefined }]);
  }
}
