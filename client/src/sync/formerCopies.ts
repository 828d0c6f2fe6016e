import { deleteDB, openDB } from 'idb';
import { begun } from './begun.ts';
import type { DocumentRecord } from './documentRecord.ts';
import type { LocalDatabase } from './localDatabase.ts';

/** Where `y-indexeddb` kept a document. */
const STORE = 'updates';
const WRITER = 'former';

/**
 * A copy that an earlier Skein kept in a database of its own moves to where all are. Cut off halfway it is done again:
 * the same rows, then, under the same keys.
 */
export const moveFormerCopy = async (
  database: LocalDatabase,
  { document, generation }: DocumentRecord,
  name: string,
): Promise<void> => {
  const former = await openDB(name);
  const updates: Uint8Array[] = former.objectStoreNames.contains(STORE) ? await former.getAll(STORE) : [];
  former.close();
  const transaction = begun(database.transaction('updates', 'readwrite', { durability: 'strict' }));
  await Promise.all([
    ...updates.map((update, number) => transaction.store.put(update, [document, generation, WRITER, number])),
    transaction.done,
  ]);
  await deleteDB(name);
};
