import type * as Y from 'yjs';
import { RefusedError } from '../refusals.ts';
import type { DocumentState } from './case.ts';
import type { Court } from './court.ts';
import type { Located } from './locate.ts';
import { covers, type Range } from './ranges.ts';
import type { ListRule, MapRule } from './rules/rule.ts';

/** Keys that an update gives a value, by root. */
type KeysSet = Map<string, Set<string>>;

const judgeAppended = <State extends DocumentState>(
  { judged }: Court<State>,
  rule: ListRule<State>,
  { item: { client, clock, values = [] }, place }: Located,
  deleted: readonly Range[],
): void => {
  if (place.key !== undefined) throw new RefusedError('content-invalid', place.root);
  for (const [index, value] of values.entries())
    rule.append(value, covers(deleted, clock + index) ? undefined : { client, clock: clock + index }, judged);
};

const judgeSet = <State extends DocumentState>(
  { judged }: Court<State>,
  rule: MapRule<State>,
  { item: { clock, values }, place: { root, key } }: Located,
  deleted: readonly Range[],
  keysSet: KeysSet,
): void => {
  if (key === undefined || (values && values.length !== 1)) throw new RefusedError('content-invalid', root);
  rule.touch(key, judged);
  const [value] = values ?? [];
  if (values) rule.set(key, value, judged);
  const stays = values !== undefined && !covers(deleted, clock);
  rule.note?.(key, stays ? value : undefined, judged);
  if (stays) keysSet.set(root, (keysSet.get(root) ?? new Set()).add(key));
};

/** Yjs keeps every key that ever was, so their number is a bound, and usually answers without counting. */
const isFull = (map: Y.Map<unknown>, keysSet: ReadonlySet<string>, limit: number): boolean => {
  if (map._map.size + keysSet.size <= limit) return false;
  const added = [...keysSet].filter((key) => !map.has(key));
  return added.length > 0 && map.size + added.length > limit;
};

/**
 * Judges everything new that an update brings. Says nothing of who its Yjs clients belong to.
 * @throws RefusedError
 */
export const judgeItems = <State extends DocumentState>(
  court: Court<State>,
  located: ReadonlyMap<number, readonly Located[]>,
  deletions: ReadonlyMap<number, readonly Range[]>,
): void => {
  const keysSet: KeysSet = new Map();
  for (const [client, ofClient] of located)
    for (const row of ofClient) {
      const { root } = row.place;
      const rule = court.rules.get(root);
      const deleted = deletions.get(client) ?? [];
      if (rule === undefined) throw new RefusedError('root-unknown');
      if (rule.shape === 'relay') throw new RefusedError('root-forbidden', root);
      if (!row.item.last) throw new RefusedError('not-an-append', root);
      if (rule.shape === 'list') judgeAppended(court, rule, row, deleted);
      else judgeSet(court, rule, row, deleted, keysSet);
    }
  for (const [root, keys] of keysSet) {
    const rule = court.rules.get(root);
    if (rule?.shape === 'map' && isFull(court.doc.getMap(root), keys, rule.limit))
      throw new RefusedError(rule.full, root);
  }
};
