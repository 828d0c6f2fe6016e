import * as Y from 'yjs';

/** What updates come to. `isWhole` is false when one of them cannot be read, or waits for what is not there. */
export const buildFrom = (
  updates: readonly Uint8Array[],
): { readonly doc: Y.Doc; readonly isWhole: boolean } => {
  const doc = new Y.Doc();
  const readable = updates.filter(isReadable);
  doc.transact(() => {
    for (const update of readable) Y.applyUpdate(doc, update);
  });
  const isWhole =
    readable.length === updates.length && doc.store.pendingStructs === null && doc.store.pendingDs === null;
  // What waits for a lost change would wait for ever, and in every replica.
  doc.store.pendingStructs = null;
  doc.store.pendingDs = null;
  return { doc, isWhole };
};

const isReadable = (update: Uint8Array): boolean => {
  try {
    Y.decodeUpdate(update);
    return true;
  } catch {
    return false;
  }
};
