import { expect, test } from 'vitest';
import { isId, newMessageId, newRoomId, parseUserId } from './ids.ts';

test('a new id is an id, and made of the randomness it was given', () => {
  const count = (bytes: Uint8Array) => bytes.fill(33);
  expect(newMessageId(count)).toBe('b'.repeat(26));
  expect(isId(newMessageId())).toBe(true);
  expect(newRoomId()).not.toBe(newRoomId());
});

test.each(['a', 'A-b_9', 'x'.repeat(64), 'constructor'])('%s is an id', (value) => {
  expect(parseUserId(value)).toBe(value);
});

test.each(['', 'x'.repeat(65), 'a b', 'a/b', 'ä', 'a\n', '__proto__', 7, null, undefined, ['a'], { a: 1 }])(
  '%j is no id',
  (value) => {
    expect(parseUserId(value)).toBeUndefined();
  },
);
