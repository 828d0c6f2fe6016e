import type { Room } from '@skein/shared/api/schemas';
import type { DocumentName } from '@skein/shared/documents';
import type { UserId } from '@skein/shared/ids';
import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from 'idb';
import { type DocumentRecord, fresh } from './documentRecord.ts';

/** Whose row it is among those of one copy: no two writers have the same name. */
export type UpdateKey = [document: DocumentName, generation: number, writer: string, number: number];

interface Schema extends DBSchema {
  documents: { key: string; value: DocumentRecord };
  /** Conversations that HTTP told of and the person's own document not yet. */
  rooms: { key: string; value: Room };
  /** Yjs updates of every copy; in whatever order they are applied, they come to the same. */
  updates: { key: UpdateKey; value: Uint8Array };
}

export type LocalDatabase = IDBPDatabase<Schema>;

/**
 * 1: every copy in a database of its own, as `y-indexeddb` makes them.
 * 2: all copies in one store, so that thousands of them cost no more than their rows, and a write says how it ended.
 */
const LAYOUT = 2;

export const databaseName = (profile: string, user: UserId): string => `${profile}/${user}`;

/** All that one person has in this browser. `closed` is told when the browser closes it of its own accord. */
export const openLocalDatabase = async (
  profile: string,
  user: UserId,
  closed: () => void,
): Promise<LocalDatabase> =>
  await openDB<Schema>(databaseName(profile, user), LAYOUT, {
    upgrade: (database, from, _to, transaction) => {
      if (from < 1) {
        database.createObjectStore('documents', { keyPath: 'document' });
        database.createObjectStore('rooms', { keyPath: 'id' });
      }
      database.createObjectStore('updates');
      // Whatever fails there ends the upgrade, and whoever opens the database hears of it.
      void describeAnew(transaction.objectStore('documents')).catch(() => transaction.abort());
    },
    // Another tab signed out and wipes, or is newer: it must not have to wait for this one.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    terminated: closed,
  });

const describeAnew = async (
  documents: IDBPObjectStore<Schema, ('documents' | 'rooms' | 'updates')[], 'documents', 'versionchange'>,
): Promise<void> => {
  for (const record of await documents.getAll())
    await documents.put({ ...fresh(record.document), ...record, isElsewhere: true });
};

/** All rows of one copy, or of all copies of a document. */
export const rowsOf = (document: DocumentName, generation?: number): IDBKeyRange => {
  const prefix = generation === undefined ? [document] : [document, generation];
  // An array follows every string and number.
  return IDBKeyRange.bound(prefix, [...prefix, []]);
};
