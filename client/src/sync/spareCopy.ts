import type { DocumentName } from '@skein/shared/documents';
import type { UserId } from '@skein/shared/ids';
import { SPARE_LENGTH } from '@skein/shared/limits';
import { fromBase64, toBase64 } from 'lib0/buffer';
import * as Y from 'yjs';

/** What `localStorage` does. */
export type SpareStorage = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>;

/**
 * A second copy of what one person changed and no relay has, in another place than the databases: browsers throw away
 * all databases of a page when one file of them is damaged. It is a Yjs update, so that it does not matter how much of it
 * has arrived all the same. A row a document, so that tabs do not overwrite each other's.
 */
export class SpareCopy {
  readonly #storage: SpareStorage | undefined;
  readonly #prefix: string;

  constructor(storage: SpareStorage | undefined, profile: string, user: UserId) {
    this.#storage = storage;
    this.#prefix = `${profile}/${user}/unsent/`;
  }

  /** What is more than fits is in the database only. */
  keep(document: DocumentName, unsent: Uint8Array): void {
    const key = this.#prefix + document;
    const text = toBase64(unsent);
    try {
      if (this.#lengthBeside(key) + text.length <= SPARE_LENGTH) this.#storage?.setItem(key, text);
    } catch {
      // It is full, or the browser refuses it.
    }
  }

  forget(document: DocumentName): void {
    this.#storage?.removeItem(this.#prefix + document);
  }

  all(): ReadonlyMap<DocumentName, Uint8Array> {
    return new Map(
      this.#keys().flatMap((key) => {
        const unsent = parse(this.#storage?.getItem(key) ?? '');
        return unsent === undefined
          ? []
          : [[key.slice(this.#prefix.length) as DocumentName, unsent] as const];
      }),
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
const parse = (text: string): Uint8Array | undefined => {
  try {
    const unsent = fromBase64(text);
    Y.decodeUpdate(unsent);
    return unsent;
  } catch {
    return undefined;
  }
};
