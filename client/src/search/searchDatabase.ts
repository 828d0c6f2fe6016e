import type { DocumentName } from '@skein/shared/documents';
import type { MessageId } from '@skein/shared/ids';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { FoundMessage } from './port.ts';
import type { SegmentIndex } from './segmentIndex.ts';

/** A carried message may stand in two segments for a moment: a text belongs to its segment. */
export interface StoredText extends FoundMessage {
  readonly document: DocumentName;
}

interface Schema extends DBSchema {
  /** By document: the version of its content that the other two stores hold. */
  versions: { key: DocumentName; value: string };
  segments: { key: DocumentName; value: SegmentIndex };
  texts: { key: [DocumentName, MessageId]; value: StoredText };
}

export type SearchDatabase = IDBPDatabase<Schema>;

/** Another layout begins anew: all of it can be made again from what the device holds. */
const LAYOUT = 1;

export const openSearchDatabase = async (name: string): Promise<SearchDatabase> =>
  await openDB<Schema>(name, LAYOUT, {
    upgrade: (database) => {
      for (const store of database.objectStoreNames) database.deleteObjectStore(store);
      database.createObjectStore('versions');
      database.createObjectStore('segments', { keyPath: 'document' });
      database.createObjectStore('texts', { keyPath: ['document', 'id'] });
    },
    // Another tab signed out and wipes: it must not have to wait for this one.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });

export const textsOf = (document: DocumentName): IDBKeyRange => IDBKeyRange.bound([document], [document, []]);
