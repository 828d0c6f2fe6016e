import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, it } from 'vitest';
import { begun } from './begun.ts';

it('a transaction that fails is told of by its request, and by nothing that nobody hears', async () => {
  const database = await openDB('begun', 1, {
    upgrade: (created) => {
      created.createObjectStore('rows');
    },
  });
  const transaction = begun(database.transaction('rows'));
  const asked = transaction.store.get('anything');
  transaction.abort();
  await expect(asked).rejects.toThrow();
  // A promise whose rejection nobody hears fails the whole run.
  database.close();
});
