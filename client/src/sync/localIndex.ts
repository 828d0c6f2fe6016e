import type { Room } from '@skein/shared/api/schemas';
import type { DocumentName } from '@skein/shared/documents';
import type { RoomId, UserId } from '@skein/shared/ids';
import type { Message } from '@skein/shared/message';
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';

/** What this browser knows of one document of one person beside its content. */
export interface DocumentRecord {
  readonly document: DocumentName;
  /** Which of the local copies counts; a refused copy is followed by another one. */
  readonly generation: number;
  /** It may hold changes that the relay does not have: to be opened and pushed after a restart. */
  readonly unacknowledged: boolean;
  /** The life of the relay's store that the copy comes from; empty before the first sync. */
  readonly epoch: string;
  /** Copies refused in a row, without everything having been acknowledged in between. */
  readonly refusals: number;
  /** Ids of own changes that were filed under `returned` and are not to be copied again. */
  readonly dropped: readonly string[];
  /** Own messages to append if the relay, restored from a backup, turns out to lack them. */
  readonly recall: readonly Message[];
  /** Of a closed segment: the value of `touched` up to which it was fetched. */
  readonly touched: number;
}

const fresh = (document: DocumentName): DocumentRecord => ({
  document,
  generation: 0,
  unacknowledged: false,
  epoch: '',
  refusals: 0,
  dropped: [],
  recall: [],
  touched: 0,
});

interface Schema extends DBSchema {
  documents: { key: string; value: DocumentRecord };
  /** Conversations that HTTP told of and the person's own document not yet. */
  rooms: { key: string; value: Room };
}

const LAYOUT = 1;
const databaseName = (profile: string, user: UserId): string => `${profile}/${user}`;

/** The local name of one copy, for IndexedDB and BroadcastChannel alike: nobody else's tab may hear of it. */
export const localName = (
  profile: string,
  user: UserId,
  document: DocumentName,
  generation: number,
): string => `${profile}/${user}/${document}/${generation}`;

/** One small database a person: after a restart it says which documents to open and push. */
export class LocalIndex {
  readonly #database: Promise<IDBPDatabase<Schema>>;
  readonly #profile: string;
  readonly #user: UserId;

  constructor(profile: string, user: UserId) {
    this.#profile = profile;
    this.#user = user;
    this.#database = openDB<Schema>(databaseName(profile, user), LAYOUT, {
      upgrade: (database) => {
        database.createObjectStore('documents', { keyPath: 'document' });
        database.createObjectStore('rooms', { keyPath: 'id' });
      },
      // Another tab signed out and wipes: it must not have to wait for this one.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
  }

  /** Makes the record if there is none, so that wiping finds every document that was ever opened. */
  async get(document: DocumentName): Promise<DocumentRecord> {
    const record = await (await this.#database).get('documents', document);
    return record ?? (await this.update(document, () => ({})));
  }

  async all(): Promise<readonly DocumentRecord[]> {
    return await (await this.#database).getAll('documents');
  }

  /** One transaction, so that tabs never overwrite each other's knowledge. */
  async update(
    document: DocumentName,
    change: (record: DocumentRecord) => Partial<DocumentRecord>,
  ): Promise<DocumentRecord> {
    const transaction = (await this.#database).transaction('documents', 'readwrite', {
      durability: 'strict',
    });
    const record = (await transaction.store.get(document)) ?? fresh(document);
    const next = { ...record, ...change(record) };
    await Promise.all([transaction.store.put(next), transaction.done]);
    return next;
  }

  async rooms(): Promise<readonly Room[]> {
    return await (await this.#database).getAll('rooms');
  }

  async putRoom(room: Room): Promise<void> {
    await (await this.#database).put('rooms', room);
  }

  async deleteRoom(room: RoomId): Promise<void> {
    await (await this.#database).delete('rooms', room);
  }

  /** Deletes the copies of a document, one that was being made included, and then what is known of it. */
  async forget(document: DocumentName): Promise<void> {
    const { generation } = await this.get(document);
    for (let each = 0; each <= generation + 1; each++) await this.deleteCopy(document, each);
    await (await this.#database).delete('documents', document);
  }

  async deleteCopy(document: DocumentName, generation: number): Promise<void> {
    await deleteDB(localName(this.#profile, this.#user, document, generation));
  }

  async close(): Promise<void> {
    (await this.#database).close();
  }

  /** Everything this person has in this browser. */
  async wipe(): Promise<void> {
    for (const { document } of await this.all()) await this.forget(document);
    await this.close();
    await deleteDB(databaseName(this.#profile, this.#user));
  }
}
