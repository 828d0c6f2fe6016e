import * as Y from 'yjs';

const UPDATES = 'updates';

/** What was written did not reach the disk: it is full, or the database was taken away. */
export class NotDurableError extends Error {
  override readonly name = 'NotDurableError';
}

interface Piece {
  readonly begin: number;
  readonly end: number;
}

/**
 * `y-indexeddb` writes every update in a transaction of its own and does not say how it ended. Transactions on one store
 * run in their order, so one that is queued now sees the outcome of all before.
 *
 * @returns whether everything of this Yjs client from one clock up to another is in the database
 */
export const isDurable = (
  database: IDBDatabase,
  client: number,
  from: number,
  to: number,
): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const pieces: Piece[] = [];
    const transaction = database.transaction([UPDATES], 'readonly');
    const request = transaction.objectStore(UPDATES).openCursor(null, 'prev');
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor === null || reach(pieces, from) >= to) return;
      const { from: begins, to: ends } = Y.parseUpdateMeta(cursor.value as Uint8Array);
      const end = ends.get(client);
      if (end !== undefined) pieces.push({ begin: begins.get(client) ?? 0, end });
      cursor.continue();
    };
    transaction.oncomplete = () => resolve(reach(pieces, from) >= to);
    transaction.onabort = () =>
      reject(new NotDurableError('the local database gave up', { cause: transaction.error }));
  });

/** How far one gets from `from` without a gap. */
const reach = (pieces: readonly Piece[], from: number): number => {
  let clock = from;
  for (const { begin, end } of pieces.toSorted((a, b) => a.begin - b.begin))
    if (begin <= clock) clock = Math.max(clock, end);
  return clock;
};
