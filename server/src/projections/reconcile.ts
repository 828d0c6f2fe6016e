import type * as Y from 'yjs';

/**
 * Makes an array of entries say what is wanted: a changed entry is pushed and the one before erased, what is no longer
 * wanted is erased, an equal one is left alone. `asked` limits it to some ids; the others stay as they are.
 */
export const reconcile = <Entry extends { readonly id: string }>(
  array: Y.Array<Entry>,
  wanted: readonly Entry[],
  asked: 'all' | ReadonlySet<string> = 'all',
): void => {
  const missing = new Map(wanted.map((entry) => [entry.id, entry]));
  const present = array.toArray();
  for (let index = present.length - 1; index >= 0; index--) {
    const entry = present[index];
    if (entry === undefined || (asked !== 'all' && !asked.has(entry.id))) continue;
    const next = missing.get(entry.id);
    if (next !== undefined && isSame(entry, next)) missing.delete(entry.id);
    else array.delete(index);
  }
  // Rows of node:sqlite have no prototype, and Yjs takes only plain objects.
  if (missing.size > 0) array.push([...missing.values()].map((entry) => ({ ...entry })));
};

/** Entries are plain JSON whose keys are always written in one order. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
