import * as Y from 'yjs';
import { RefusedError } from '../refusals.ts';
import type { DocumentState } from './case.ts';
import type { Court } from './court.ts';
import { placeOf } from './locate.ts';
import type { Range } from './ranges.ts';

/** The elements in these ranges that the document has and has not deleted yet. */
const alive = function* (doc: Y.Doc, client: number, ranges: readonly Range[]): Generator<[Y.Item, Range]> {
  const structs = doc.store.clients.get(client) ?? [];
  const known = Y.getState(doc.store, client);
  for (const range of ranges) {
    if (range.clock >= known) return;
    const end = range.clock + range.length;
    for (let index = Y.findIndexSS(structs, range.clock); index < structs.length; index++) {
      const item = structs[index];
      if (item === undefined || item.id.clock >= end) break;
      if (!(item instanceof Y.Item) || item.deleted) continue;
      const clock = Math.max(item.id.clock, range.clock);
      yield [item, { clock, length: Math.min(item.id.clock + item.length, end) - clock }];
    }
  }
};

/**
 * Judges what an update deletes of the document; what is deleted already is not looked at.
 * @returns the ranges that will go
 * @throws RefusedError
 */
export const judgeErasures = <State extends DocumentState>(
  { doc, rules, judged }: Court<State>,
  client: number,
  ranges: readonly Range[],
): Range[] => {
  const going: Range[] = [];
  for (const [item, range] of alive(doc, client, ranges)) {
    const place = placeOf(doc, item, rules.keys());
    const rule = place && rules.get(place.root);
    if (rule?.shape === 'list') {
      const from = range.clock - item.id.clock;
      for (const value of item.content.getContent().slice(from, from + range.length))
        rule.erase(value, judged);
    } else if (rule?.shape === 'map' && place?.key !== undefined) {
      rule.touch(place.key, judged);
      rule.note?.(place.key, undefined, judged);
    } else if (rule) throw new RefusedError('root-forbidden', place?.root);
    else throw new RefusedError('deletion-foreign');
    going.push(range);
  }
  return going;
};
