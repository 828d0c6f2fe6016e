import { expect, test } from 'vitest';
import { newLinkCode, typedLinkCode } from './linkCode.ts';

test('a code is eight letters that nobody takes for something else', () => {
  for (let made = 0; made < 200; made++)
    expect(newLinkCode()).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
  expect(newLinkCode(() => 0)).toBe('BBBB-BBBB');
});

test.each(['BCDF-GHJK', 'bcdfghjk', ' bcdf ghjk ', 'BCDF–GHJK'])('%s is the same code', (typed) => {
  expect(typedLinkCode(typed)).toBe('BCDF-GHJK');
});
