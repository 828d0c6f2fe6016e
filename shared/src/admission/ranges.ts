/** A stretch of clocks of one Yjs client. Lists of them are ascending and without overlap. */
export interface Range {
  readonly clock: number;
  readonly length: number;
}

/** Overlapping ranges would let a few bytes each cost a walk over the document. */
export const merged = (ranges: readonly Range[]): Range[] => {
  const result: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.clock - b.clock)) {
    const before = result.at(-1);
    if (before === undefined || before.clock + before.length < range.clock) result.push(range);
    else {
      const end = Math.max(before.clock + before.length, range.clock + range.length);
      result[result.length - 1] = { clock: before.clock, length: end - before.clock };
    }
  }
  return result;
};

/** The element that holds a clock, by binary search: a client may have brought a hundred thousand. */
export const holding = <Element>(
  elements: readonly Element[],
  clock: number,
  rangeOf: (element: Element) => Range,
): Element | undefined => {
  let low = 0;
  let high = elements.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const element = elements[middle];
    if (element === undefined) return undefined;
    const range = rangeOf(element);
    if (range.clock > clock) high = middle - 1;
    else if (range.clock + range.length <= clock) low = middle + 1;
    else return element;
  }
  return undefined;
};

export const covers = (ranges: readonly Range[], clock: number): boolean =>
  holding(ranges, clock, (range) => range) !== undefined;

/** The part of the ranges from `from` on and before `to`. */
export const within = (ranges: readonly Range[], from: number, to: number): Range[] =>
  ranges.flatMap((range) => {
    const clock = Math.max(range.clock, from);
    const length = Math.min(range.clock + range.length, to) - clock;
    return length > 0 ? [{ clock, length }] : [];
  });
