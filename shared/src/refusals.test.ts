import { describe, expect, test } from 'vitest';
import { isRefusal, REFUSALS, type Refusal, RefusedError, refusalOfCode, refusalRow } from './refusals.ts';

const rows = Object.entries(REFUSALS) as [Refusal, (typeof REFUSALS)[Refusal]][];

describe('the table of refusals', () => {
  test.each(rows)(
    '%s closes with a code that says whether to try again',
    (reason, { code, retry, status }) => {
      expect(Math.floor(code / 100)).toBe(retry ? 45 : 44);
      expect(refusalOfCode(code)).toBe(reason);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
    },
  );

  test.each(rows)('%s has a sentence for a person', (_, { sentence }) => {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  test('a reason fits into a close frame, which takes 123 bytes', () => {
    for (const [reason] of rows) expect(new TextEncoder().encode(reason).length).toBeLessThanOrEqual(123);
  });
});

test('codes of others mean nothing', () => {
  for (const code of [1000, 1006, 1011, 4400, 4999]) expect(refusalOfCode(code)).toBeUndefined();
});

test('what every object has is no reason', () => {
  for (const value of ['toString', '__proto__', 'constructor', '', undefined, 4401])
    expect(isRefusal(value)).toBe(false);
});

test('an error carries the reason and says it as a sentence', () => {
  const error = new RefusedError('too-large', 'messages m1');
  expect(error).toMatchObject({ reason: 'too-large', detail: 'messages m1', retry: false });
  expect(error.message).toBe(`${refusalRow('too-large').sentence} (messages m1)`);
  expect(new RefusedError('going-away').retry).toBe(true);
});
