import type { DocumentName } from '@skein/shared/documents';
import type { UserId } from '@skein/shared/ids';
import { SPARE_LENGTH } from '@skein/shared/limits';
import { type Message, messageSchema } from '@skein/shared/message';

/** What `localStorage` does. */
export type SpareStorage = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>;

/**
 * A second copy of one person's own messages that no relay has stamped, in another place than the databases: browsers
 * throw away all databases of a page when one file of them is damaged. A row a document, so that tabs do not overwrite
 * each other's.
 */
export class SpareCopy {
  readonly #storage: SpareStorage | undefined;
  readonly #prefix: string;

  constructor(storage: SpareStorage | undefined, profile: string, user: UserId) {
    this.#storage = storage;
    this.#prefix = `${profile}/${user}/unsent/`;
  }

  /** What is more than fits is in the database only. */
  keep(document: DocumentName, messages: readonly Message[]): void {
    const key = this.#prefix + document;
    const text = JSON.stringify(messages);
    try {
      if (messages.length === 0) this.#storage?.removeItem(key);
      else if (this.#lengthBeside(key) + text.length <= SPARE_LENGTH) this.#storage?.setItem(key, text);
    } catch {
      // It is full, or the browser refuses it.
    }
  }

  all(): ReadonlyMap<DocumentName, readonly Message[]> {
    return new Map(
      this.#keys().map((key) => [
        key.slice(this.#prefix.length) as DocumentName,
        parse(this.#storage?.getItem(key) ?? ''),
      ]),
    );
  }

  clear(): void {
    for (const key of this.#keys()) this.#storage?.removeItem(key);
  }

  #lengthBeside(key: string): number {
    const others = this.#keys().filter((each) => each !== key);
    return others.reduce((sum, each) => sum + (this.#storage?.getItem(each)?.length ?? 0), 0);
  }

  #keys(): readonly string[] {
    const storage = this.#storage;
    if (storage === undefined) return [];
    return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '').filter((key) =>
      key.startsWith(this.#prefix),
    );
  }
}

/** Whatever else stands there is nothing that could be sent. */
const parse = (text: string): readonly Message[] => {
  try {
    const rows: unknown = JSON.parse(text);
    return (Array.isArray(rows) ? rows : []).flatMap((row) => messageSchema.safeParse(row).data ?? []);
  } catch {
    return [];
  }
};
