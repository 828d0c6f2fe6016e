import type { Room } from '@skein/shared/api/schemas';
import { type DocumentName, parseDocumentName } from '@skein/shared/documents';
import type { RoomId, UserId } from '@skein/shared/ids';
import { deleteDB } from 'idb';
import * as Y from 'yjs';
import { begun } from './begun.ts';
import { type DocumentRecord, fresh, NOTHING, withoutContent } from './documentRecord.ts';
import { moveFormerCopy } from './formerCopies.ts';
import { createListeners } from './live.ts';
import { databaseName, type LocalDatabase, openLocalDatabase, rowsOf } from './localDatabase.ts';
import { Reopening } from './reopening.ts';
import { SpareCopy, type SpareStorage } from './spareCopy.ts';
import type { Stored } from './stored.ts';

export type { DocumentRecord };

/** Records read in one go: to make thousands of them keeps the page from everything else. */
const RECORDS_AT_ONCE = 500;

/** The writer of what was fetched as a whole. */
const KEPT = 'kept';
/** The writer of what there was a second copy of. */
const SPARE = 'spare';

/** The local name of one copy: nobody else's tab may hear of it. */
export const localName = (
  profile: string,
  user: UserId,
  document: DocumentName,
  generation: number,
): string => `${profile}/${user}/${document}/${generation}`;

/** What a person has on this device: after a restart it says which documents to open and push. */
export class LocalIndex implements Stored {
  /** What no relay has is kept twice. */
  readonly spare: SpareCopy;
  readonly #profile: string;
  readonly #user: UserId;
  readonly #database: Reopening<LocalDatabase>;
  readonly #reopened = createListeners();
  readonly #kept = createListeners<[document: DocumentName, doc: Y.Doc]>();
  readonly #forgotten = createListeners<[document: DocumentName]>();

  constructor(profile: string, user: UserId, spareStorage?: SpareStorage) {
    this.#profile = profile;
    this.#user = user;
    this.spare = new SpareCopy(spareStorage, profile, user);
    this.#database = new Reopening(
      (closed) => openLocalDatabase(profile, user, closed),
      this.#reopened.notify,
    );
  }

  get database(): Promise<LocalDatabase> {
    return this.#database.get();
  }

  /** Told when the browser had closed the database: what was in it may be gone. */
  onReopened(listener: () => void): () => void {
    return this.#reopened.subscribe(listener);
  }

  /** Makes the record if there is none. */
  async get(document: DocumentName): Promise<DocumentRecord> {
    const database = await this.database;
    const record = await database.get('documents', document);
    if (record === undefined) return await this.update(document, () => ({}));
    if (!record.isElsewhere) return record;
    await moveFormerCopy(database, record, this.#localName(document, record.generation));
    return await this.update(document, () => ({ isElsewhere: false }));
  }

  /** What is known, without making anything. */
  async find(document: DocumentName): Promise<DocumentRecord | undefined> {
    return await (await this.database).get('documents', document);
  }

  async all(): Promise<readonly DocumentRecord[]> {
    const { store } = begun((await this.database).transaction('documents'));
    const records: DocumentRecord[] = [];
    for (;;) {
      const last = records.at(-1);
      const after = last && IDBKeyRange.lowerBound(last.document, true);
      const some = await store.getAll(after, RECORDS_AT_ONCE);
      records.push(...some);
      if (some.length < RECORDS_AT_ONCE) return records;
    }
  }

  async segments(): Promise<readonly DocumentName[]> {
    return (await this.all())
      .filter(({ document, isReleased }) => !isReleased && parseDocumentName(document)?.kind === 'segment')
      .map(({ document }) => document);
  }

  /**
   * The browser threw its databases away: what was not sent begins the copies that are fetched anew. Of a document that
   * is known here nothing is missing.
   */
  async recoverUnsent(): Promise<void> {
    for (const [document, unsent] of this.spare.all()) {
      const known = await this.find(document);
      if (known?.unacknowledged === false) this.spare.forget(document);
      const record = { ...fresh(document), unacknowledged: true, acknowledged: NOTHING };
      if (known === undefined) await this.#add(record, unsent);
    }
  }

  /** What is known of a document that this tab still has and the database lost. @returns whether it had lost it */
  async restore(record: DocumentRecord): Promise<boolean> {
    // It comes after it, and might not.
    return await this.#add(withoutContent(record));
  }

  /** @returns whether it was not known */
  async #add(record: DocumentRecord, content?: Uint8Array): Promise<boolean> {
    const transaction = begun(
      (await this.database).transaction(['documents', 'updates'], 'readwrite', { durability: 'strict' }),
    );
    const { document, generation } = record;
    const documents = transaction.objectStore('documents');
    const isNew = (await documents.getKey(document)) === undefined;
    if (isNew) {
      await documents.put(record);
      if (content) await transaction.objectStore('updates').put(content, [document, generation, SPARE, 0]);
    }
    await transaction.done;
    return isNew;
  }

  onKept(listener: (document: DocumentName, doc: Y.Doc) => void): () => void {
    return this.#kept.subscribe(listener);
  }

  onForgotten(listener: (document: DocumentName) => void): () => void {
    return this.#forgotten.subscribe(listener);
  }

  /** One transaction, so that tabs never overwrite each other's knowledge. */
  async update(
    document: DocumentName,
    change: (record: DocumentRecord) => Partial<DocumentRecord>,
  ): Promise<DocumentRecord> {
    const transaction = begun(
      (await this.database).transaction('documents', 'readwrite', {
        durability: 'strict',
      }),
    );
    const record = (await transaction.store.get(document)) ?? fresh(document);
    const next = { ...record, ...change(record) };
    await Promise.all([transaction.store.put(next), transaction.done]);
    return next;
  }

  /** The copy that counts, as it lies on this device: to look at, not to change. The caller destroys it. */
  async read(document: DocumentName): Promise<Y.Doc> {
    const doc = new Y.Doc();
    // Left meanwhile: to look at it must not make it known again.
    if ((await this.find(document)) === undefined) return doc;
    const { generation } = await this.get(document);
    const rows = await (await this.database).getAll('updates', rowsOf(document, generation));
    doc.transact(() => {
      for (const row of rows) Y.applyUpdate(doc, row);
    });
    return doc;
  }

  /**
   * Writes what was fetched as the one row of its copy, together with what is known of it then.
   * @returns the record; undefined when that copy does not count any more, and nothing was written
   */
  async keep(
    { document, generation }: DocumentRecord,
    doc: Y.Doc,
    change: Partial<DocumentRecord>,
  ): Promise<DocumentRecord | undefined> {
    const transaction = begun((await this.database).transaction(['documents', 'updates'], 'readwrite'));
    const documents = transaction.objectStore('documents');
    const updates = transaction.objectStore('updates');
    const record = await documents.get(document);
    if (record?.generation !== generation) return undefined;
    const next = { ...record, ...change };
    const range = rowsOf(document, generation);
    // Another tab may have written to it meanwhile.
    for (const row of await updates.getAll(range)) Y.applyUpdate(doc, row);
    await Promise.all([
      updates.delete(range),
      updates.put(Y.encodeStateAsUpdate(doc), [document, generation, KEPT, 0]),
      documents.put(next),
      transaction.done,
    ]);
    this.#kept.notify(document, doc);
    return next;
  }

  /** Deletes the content of what the relay has, to make room. @returns whether it did */
  async release(document: DocumentName): Promise<boolean> {
    const transaction = begun((await this.database).transaction(['documents', 'updates'], 'readwrite'));
    const documents = transaction.objectStore('documents');
    const record = await documents.get(document);
    if (record === undefined || record.unacknowledged || record.recall.length > 0) return false;
    await Promise.all([
      transaction.objectStore('updates').delete(rowsOf(document)),
      documents.put({ ...withoutContent(record), isReleased: true }),
      transaction.done,
    ]);
    this.#forgotten.notify(document);
    return true;
  }

  /** Somebody looked at it. Leaves alone what is not known any more. */
  async used(document: DocumentName, at: number): Promise<void> {
    const transaction = begun((await this.database).transaction('documents', 'readwrite'));
    const record = await transaction.store.get(document);
    if (record !== undefined) await transaction.store.put({ ...record, usedAt: at });
    await transaction.done;
  }

  async rooms(): Promise<readonly Room[]> {
    return await (await this.database).getAll('rooms');
  }

  async putRoom(room: Room): Promise<void> {
    await (await this.database).put('rooms', room);
  }

  async deleteRoom(room: RoomId): Promise<void> {
    await (await this.database).delete('rooms', room);
  }

  /** Deletes all copies of a document and what is known of it. */
  async forget(document: DocumentName): Promise<void> {
    this.spare.forget(document);
    const record = await this.find(document);
    if (record?.isElsewhere) await deleteDB(this.#localName(document, record.generation));
    const transaction = begun((await this.database).transaction(['documents', 'updates'], 'readwrite'));
    await Promise.all([
      transaction.objectStore('updates').delete(rowsOf(document)),
      transaction.objectStore('documents').delete(document),
      transaction.done,
    ]);
    this.#forgotten.notify(document);
  }

  async deleteCopy(document: DocumentName, generation: number): Promise<void> {
    await (await this.database).delete('updates', rowsOf(document, generation));
  }

  async close(): Promise<void> {
    (await this.database).close();
  }

  /** Everything this person has in this browser. */
  async wipe(): Promise<void> {
    this.spare.clear();
    for (const { document, generation, isElsewhere } of await this.all())
      if (isElsewhere) await deleteDB(this.#localName(document, generation));
    await this.close();
    await deleteDB(databaseName(this.#profile, this.#user));
  }

  #localName(document: DocumentName, generation: number): string {
    return localName(this.#profile, this.#user, document, generation);
  }
}
