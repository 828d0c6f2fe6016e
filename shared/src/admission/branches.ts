import * as Y from 'yjs';
import { INTEGRATION_STEPS } from '../limits.ts';
import { RefusedError } from '../refusals.ts';
import type { StructId } from './case.ts';
import type { Place } from './decode.ts';
import type { Located } from './locate.ts';
import { holding } from './ranges.ts';

/** Was something put behind this element of the document? */
const isFollowed = (doc: Y.Doc, { client, clock }: StructId): boolean => {
  const item = Y.getItem(doc.store, Y.createID(client, clock));
  if (!(item instanceof Y.Item)) return false;
  const next = item.right?.origin;
  return clock < item.lastId.clock || (next?.client === client && next.clock === clock);
};

const isBegun = (doc: Y.Doc, { root, key }: Place): boolean => {
  const type = doc.share.get(root);
  if (type === undefined) return false;
  return key === undefined ? type._start !== null : type._map.has(key);
};

/** How many elements are put behind one that has something behind it, or does when this update is applied. */
const branchesOf = (located: ReadonlyMap<number, readonly Located[]>, doc: Y.Doc): number => {
  const followed = new Set<string>();
  let branches = 0;

  const isBranch = ({ item: { origin }, place }: Located): boolean => {
    if (origin === undefined) return isBegun(doc, place);
    const fresh = holding(located.get(origin.client) ?? [], origin.clock, (row) => row.item)?.item;
    return fresh ? origin.clock < fresh.clock + fresh.length - 1 : isFollowed(doc, origin);
  };

  for (const rows of located.values())
    for (const row of rows) {
      const { origin } = row.item;
      const name = origin ? `${origin.client}:${origin.clock}` : `${row.place.root} ${row.place.key}`;
      if (followed.has(name) || isBranch(row)) branches++;
      followed.add(name);
    }
  return branches;
};

/**
 * To order what stands behind one element, Yjs walks over all of it: nothing for who writes at the end, little for who
 * was away. But a small update whose elements stand behind each one of a long run keeps it walking for minutes. Honest
 * replicas hold none such, as whoever writes stands behind the last element it sees.
 * @throws RefusedError `too-many`
 */
export const checkBranches = (located: ReadonlyMap<number, readonly Located[]>, doc: Y.Doc): void => {
  const branches = branchesOf(located, doc);
  if (branches === 0) return;
  let elements = 0;
  for (const rows of located.values()) elements += rows.length;
  for (const structs of doc.store.clients.values()) elements += structs.length;
  if (branches * elements > INTEGRATION_STEPS) throw new RefusedError('too-many', 'branches');
};
