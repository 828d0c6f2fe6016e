import * as Y from 'yjs';
import { RefusedError } from '../refusals.ts';
import type { StructId } from './case.ts';
import type { Item, Place } from './decode.ts';
import { holding } from './ranges.ts';

/** Where an element of the document is; undefined when that is in none of the given roots. */
export const placeOf = (doc: Y.Doc, item: Y.Item, roots: Iterable<string>): Place | undefined => {
  for (const root of roots)
    if (doc.share.get(root) === item.parent)
      return item.parentSub === null ? { root } : { root, key: item.parentSub };
  return undefined;
};

/** An item of an update and where it will be. */
export interface Located {
  readonly item: Item;
  readonly place: Place;
}

/**
 * Finds root and key of every item. One with an origin is where that is, and an origin's place is found in one step
 * whether it is in the document or came before in this update, however long the chain behind it.
 * @param items in an order in which each comes after its origin
 * @returns by Yjs client, clocks ascending
 * @throws RefusedError for an item that is not put behind something with a place
 */
export const locate = (
  items: readonly Item[],
  doc: Y.Doc,
  roots: readonly string[],
): ReadonlyMap<number, readonly Located[]> => {
  const byClient = new Map<number, Located[]>();

  const placeOfOrigin = ({ client, clock }: StructId): Place | undefined => {
    if (clock >= Y.getState(doc.store, client))
      return holding(byClient.get(client) ?? [], clock, ({ item }) => item)?.place;
    const struct = Y.getItem(doc.store, Y.createID(client, clock));
    return struct instanceof Y.Item ? placeOf(doc, struct, roots) : undefined;
  };

  for (const item of items) {
    const place = item.place ?? (item.origin && placeOfOrigin(item.origin));
    const id = `${item.client}:${item.clock}`;
    if (place === undefined) throw new RefusedError(item.last ? 'update-invalid' : 'not-an-append', id);
    const ofClient = byClient.get(item.client);
    if (ofClient) ofClient.push({ item, place });
    else byClient.set(item.client, [{ item, place }]);
  }
  return byClient;
};
