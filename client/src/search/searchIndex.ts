import type { DocumentName } from '@skein/shared/documents';
import { begun } from '../sync/begun.ts';
import type { TabChannel } from '../sync/environment.ts';
import { type Hit, newestMatches } from './newest.ts';
import type { FoundMessage, FoundMessages, MessageQuery, SearchIndexPort, SegmentContent } from './port.ts';
import { openSearchDatabase, type SearchDatabase, type StoredText, textsOf } from './searchDatabase.ts';
import { indexSegment, type SegmentIndex } from './segmentIndex.ts';

/**
 * What one person can find on this device. The terms of every segment are in memory while somebody searches, texts stay
 * in the database until they are found. Several tabs may write: each segment is replaced whole in one transaction, and
 * the other tabs are told.
 */
export class SearchIndex implements SearchIndexPort {
  readonly #database: Promise<SearchDatabase>;
  readonly #tabs: TabChannel;
  #segments: Promise<Map<DocumentName, SegmentIndex>> | undefined;
  /** Changed by another tab, and not read again yet. */
  readonly #stale = new Set<DocumentName>();

  constructor(name: string, tabs: TabChannel) {
    this.#database = openSearchDatabase(name);
    this.#tabs = tabs;
    tabs.addEventListener('message', ({ data }) => {
      for (const document of data as readonly DocumentName[]) this.#stale.add(document);
    });
  }

  async versions(): Promise<ReadonlyMap<DocumentName, string>> {
    const transaction = begun((await this.#database).transaction('versions'));
    const [documents, versions] = await Promise.all([
      transaction.store.getAllKeys(),
      transaction.store.getAll(),
    ]);
    return new Map(documents.map((document, index) => [document, versions[index] ?? '']));
  }

  async put(content: SegmentContent): Promise<void> {
    const { document, room, version, messages } = content;
    const transaction = begun(
      (await this.#database).transaction(['versions', 'segments', 'texts'], 'readwrite'),
    );
    const texts = transaction.objectStore('texts');
    if ((await transaction.objectStore('versions').get(document)) === version) {
      // Another tab was first, and its word of that may still be on its way.
      this.#stale.add(document);
      return;
    }
    const former = new Map((await texts.getAll(textsOf(document))).map((text) => [text.id, text]));
    const index = indexSegment(content);
    const present = new Set(messages.map(({ id }) => id));
    const changed = messages.filter(({ id, at, text }) => {
      const stored = former.get(id);
      return stored?.text !== text || stored.at !== at;
    });
    const gone = [...former.keys()].filter((id) => !present.has(id));
    await Promise.all([
      ...changed.map(({ id, author, at, text }) => texts.put({ document, id, room, author, at, text })),
      ...gone.map((id) => texts.delete([document, id])),
      transaction.objectStore('segments').put(index),
      transaction.objectStore('versions').put(version, document),
      transaction.done,
    ]);
    (await this.#segments)?.set(document, index);
    this.#tabs.postMessage([document]);
  }

  async forget(documents: readonly DocumentName[]): Promise<void> {
    const transaction = begun(
      (await this.#database).transaction(['versions', 'segments', 'texts'], 'readwrite'),
    );
    await Promise.all([
      ...documents.flatMap((document) => [
        transaction.objectStore('versions').delete(document),
        transaction.objectStore('segments').delete(document),
        transaction.objectStore('texts').delete(textsOf(document)),
      ]),
      transaction.done,
    ]);
    const segments = await this.#segments;
    for (const document of documents) segments?.delete(document);
    this.#tabs.postMessage(documents);
  }

  async prepare(): Promise<void> {
    await this.#loaded();
  }

  async find(query: MessageQuery, limit: number): Promise<FoundMessages> {
    const segments = await this.#loaded();
    const hits = newestMatches(segments.values(), query, limit);
    return { found: await this.#textsOf(hits.slice(0, limit)), more: hits.length > limit };
  }

  async rest(): Promise<void> {
    this.#segments = undefined;
    this.#stale.clear();
  }

  async close(): Promise<void> {
    this.#tabs.close();
    (await this.#database).close();
  }

  async #loaded(): Promise<ReadonlyMap<DocumentName, SegmentIndex>> {
    this.#segments ??= this.#database.then(async (database) => {
      const segments = await database.getAll('segments');
      return new Map(segments.map((segment) => [segment.document, segment]));
    });
    // What could not be read may be readable the next time.
    this.#segments.catch(() => {
      this.#segments = undefined;
    });
    const segments = await this.#segments;
    for (const document of this.#stale) {
      this.#stale.delete(document);
      const segment = await (await this.#database).get('segments', document);
      if (segment === undefined) segments.delete(document);
      else segments.set(document, segment);
    }
    return segments;
  }

  /** What another tab took away meanwhile is left out. */
  async #textsOf(hits: readonly Hit[]): Promise<readonly FoundMessage[]> {
    const { store } = begun((await this.#database).transaction('texts'));
    const texts = await Promise.all(hits.map(({ segment, id }) => store.get([segment.document, id])));
    return texts.filter((text): text is StoredText => text !== undefined);
  }
}
