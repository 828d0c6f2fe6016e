import { GAPS_LISTED } from '@skein/shared/limits';
import { expect, it } from 'vitest';
import { gapsIn } from './gaps.ts';

it('tells apart the times in which somebody was not in a conversation', () => {
  const firstSeqs = [1, 10, 20, 30, 40];
  expect(gapsIn(firstSeqs, () => true)).toEqual([]);
  expect(gapsIn(firstSeqs, (seq) => seq >= 20)).toEqual([{ from: 0, to: 1 }]);
  expect(gapsIn(firstSeqs, (seq) => seq === 10 || seq === 40)).toEqual([
    { from: 0, to: 0 },
    { from: 2, to: 3 },
  ]);
});

it('joins the oldest of too many', () => {
  const firstSeqs = Array.from({ length: 2 * GAPS_LISTED + 4 }, (_, index) => index);
  const gaps = gapsIn(firstSeqs, (seq) => seq % 2 === 1);
  expect(gaps).toHaveLength(GAPS_LISTED);
  expect(gaps.slice(0, 2)).toEqual([
    { from: 0, to: 4 },
    { from: 6, to: 6 },
  ]);
});
