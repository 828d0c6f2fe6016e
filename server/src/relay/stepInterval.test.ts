import { STEP_DOCUMENTS_PER_MS, STEP_INTERVAL_MS, STEP_LONGEST_MS } from '@skein/shared/limits';
import { expect, test } from 'vitest';
import { stepInterval } from './stepInterval.ts';

test('the next step waits STEP_INTERVAL_MS, longer the more documents the last one was about, and STEP_LONGEST_MS at most', () => {
  const few = STEP_INTERVAL_MS * STEP_DOCUMENTS_PER_MS;
  const many = STEP_LONGEST_MS * STEP_DOCUMENTS_PER_MS;
  expect([0, 1, few].map(stepInterval)).toEqual([STEP_INTERVAL_MS, STEP_INTERVAL_MS, STEP_INTERVAL_MS]);
  expect(stepInterval(few + 1)).toBe(STEP_INTERVAL_MS + 1 / STEP_DOCUMENTS_PER_MS);
  expect(stepInterval(many - 1)).toBe(STEP_LONGEST_MS - 1 / STEP_DOCUMENTS_PER_MS);
  expect([many, many + 1, 1_000_000].map(stepInterval)).toEqual([
    STEP_LONGEST_MS,
    STEP_LONGEST_MS,
    STEP_LONGEST_MS,
  ]);
});
