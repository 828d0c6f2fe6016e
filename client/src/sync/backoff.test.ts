import { expect, it } from 'vitest';
import { backoff } from './backoff.ts';

const highest = () => 1 - Number.EPSILON;

it('does not wait before the first try, then doubles up to half a minute', () => {
  expect(backoff(0, highest)).toBe(0);
  const waits = [1, 2, 3, 10, 1_000].map((failures) => Math.round(backoff(failures, highest)));
  expect(waits).toEqual([500, 1_000, 2_000, 30_000, 30_000]);
});

it('spreads devices over the upper half', () => {
  expect(backoff(3, () => 0)).toBe(1_000);
  expect(backoff(3, () => 0.5)).toBe(1_500);
});
