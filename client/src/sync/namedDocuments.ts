import { type DocumentName, parseDocumentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';

interface Named {
  readonly name: DocumentName;
}

const NONE: readonly never[] = [];

/** Documents by their names, and by the conversation they are of: a list of a thousand asks for each of them. */
export class NamedDocuments<Document extends Named> {
  readonly #byName = new Map<DocumentName, Document>();
  readonly #byRoom = new Map<RoomId, readonly Document[]>();

  all(): readonly Document[] {
    return [...this.#byName.values()];
  }

  get(name: DocumentName): Document | undefined {
    return this.#byName.get(name);
  }

  of(room: RoomId): readonly Document[] {
    return this.#byRoom.get(room) ?? NONE;
  }

  add(document: Document): void {
    this.#byName.set(document.name, document);
    this.#place(document.name, (others) => [...others, document]);
  }

  delete(name: DocumentName): void {
    this.#byName.delete(name);
    this.#place(name, (all) => all.filter((document) => document.name !== name));
  }

  clear(): void {
    this.#byName.clear();
    this.#byRoom.clear();
  }

  #place(name: DocumentName, change: (documents: readonly Document[]) => readonly Document[]): void {
    const reference = parseDocumentName(name);
    if (reference?.kind !== 'segment') return;
    const documents = change(this.of(reference.room));
    if (documents.length === 0) this.#byRoom.delete(reference.room);
    else this.#byRoom.set(reference.room, documents);
  }
}
