import type { Row } from './rows.ts';

/** Rows as they are drawn, and whether what changed before the first of them keeps its distance from the end. */
export interface Drawn {
  readonly rows: readonly Row[];
  readonly fromEnd: boolean;
}

/**
 * The next step from what is drawn to what is wanted. The list keeps the reader's place when rows come or go at one of
 * its ends, and cannot tell both at once from nothing: so first what happened at the beginning, then the rest.
 */
export const stepTo = (drawn: readonly Row[], wanted: readonly Row[]): Drawn => {
  if (drawn[0]?.key === wanted[0]?.key) return { rows: wanted, fromEnd: false };
  const places = new Map(wanted.map(({ key }, index) => [key, index]));
  const kept = drawn.findIndex(({ key }) => places.has(key));
  const place = places.get(drawn[kept]?.key ?? '');
  if (place === undefined) return { rows: wanted, fromEnd: false };
  const isSameEnd = drawn.length - kept === wanted.length - place;
  return {
    rows: isSameEnd ? wanted : [...wanted.slice(0, place), ...drawn.slice(kept)],
    fromEnd: true,
  };
};
