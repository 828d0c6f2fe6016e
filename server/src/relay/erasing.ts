import { type DocumentName, userDocumentName } from '@skein/shared/documents';
import type { UserId } from '@skein/shared/ids';
import * as Y from 'yjs';
import { JournalRowDamagedError } from '../journal/port.ts';
import type { Documents } from './documents.ts';
import { summaryKey, userFact, userKey } from './facts.ts';
import type { Log } from './ports.ts';
import type { Registry } from './registry.ts';
import type { Command, Steps } from './steps.ts';
import type { Storage } from './storage.ts';

interface Parts {
  readonly storage: Storage;
  readonly documents: Documents;
  readonly registry: Registry;
  readonly steps: Steps;
  readonly log: Log;
}

/** An update that brings nothing. */
const NOTHING = Y.encodeStateAsUpdate(new Y.Doc());

/** Takes what a person's own documents say out of memory and journal. What cannot be read goes unread. */
export class Erasing {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async user(user: UserId): Promise<void> {
    for (const name of await this.#parts.steps.command(this.#forget(user))) await this.#erase(name);
  }

  /** What memory holds of the documents, and what is noted of them. @returns their names */
  #forget(user: UserId): Command<readonly DocumentName[]> {
    const { registry, documents } = this.#parts;
    return {
      prepare: async () => {
        await this.#prepareHead(user);
        return undefined;
      },
      run: (step) => {
        const head = registry.knownHead(user);
        if (head === undefined) return [];
        step.facts.set(userKey(user), userFact(head));
        const names = Array.from({ length: head + 1 }, (_, index) => userDocumentName(user, index));
        for (const name of names) {
          documents.drop(name);
          step.facts.set(summaryKey(name), undefined);
        }
        return names;
      },
    };
  }

  async #prepareHead(user: UserId): Promise<void> {
    const { registry, log } = this.#parts;
    try {
      await registry.userHead(user);
    } catch (error) {
      if (!(error instanceof JournalRowDamagedError)) throw error;
      log.warn({ error, user }, 'which documents a person has cannot be read; all that there are are erased');
      await registry.foundHead(user);
    }
  }

  async #erase(document: DocumentName): Promise<void> {
    const { storage, log } = this.#parts;
    const journal = await storage.journal();
    try {
      await journal.compact(document, () => NOTHING, { forget: true });
    } catch (error) {
      if (!(error instanceof JournalRowDamagedError)) throw error;
      log.warn({ error, document }, 'a damaged document is erased unread');
      await journal.replace(document, NOTHING);
    }
  }
}
