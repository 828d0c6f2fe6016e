import { forceCloseDatabase } from 'fake-indexeddb';
import { vi } from 'vitest';

const emptied = async (database: IDBDatabase): Promise<void> => {
  const stores = Array.from(database.objectStoreNames);
  const transaction = database.transaction(stores, 'readwrite');
  for (const store of stores) transaction.objectStore(store).clear();
  await new Promise((resolve) => transaction.addEventListener('complete', resolve));
};

const closed = async (database: IDBDatabase): Promise<void> => {
  const told = new Promise((resolve) => database.addEventListener('close', resolve));
  // Its types take the class for its instances.
  forceCloseDatabase(database as never);
  await told;
};

/**
 * Watches what is opened from now on.
 * @returns what takes away databases by the beginning of their names, as a browser does that finds one of them damaged:
 * whoever has them open is told, and finds them empty
 */
export const vanishing = (): ((prefix: string) => Promise<void>) => {
  const opened = new Set<IDBDatabase>();
  const open = indexedDB.open.bind(indexedDB);
  vi.spyOn(indexedDB, 'open').mockImplementation((...database) => {
    const opening = open(...database);
    opening.addEventListener('success', () => {
      const { result } = opening;
      opened.add(result);
      vi.spyOn(result, 'close').mockImplementationOnce(() => {
        opened.delete(result);
        result.close();
      });
    });
    return opening;
  });
  return async (prefix) => {
    const going = [...opened].filter(({ name }) => name.startsWith(prefix));
    await Promise.all(going.map(emptied));
    await Promise.all(going.map(closed));
    for (const database of going) opened.delete(database);
  };
};
