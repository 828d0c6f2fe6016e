import { expect, it } from 'vitest';
import { HUES, initials, weaveOf } from './weave.ts';

it('weaves the same cloth for the same id, and another for another', () => {
  expect(weaveOf('ada')).toEqual(weaveOf('ada'));
  const cloths = new Set(
    Array.from({ length: 200 }, (_, index) => JSON.stringify(weaveOf(`person${index}`))),
  );
  expect(cloths.size).toBeGreaterThan(190);
});

it('uses every hue', () => {
  const hues = new Set(Array.from({ length: 300 }, (_, index) => weaveOf(`person${index}`).hue));
  expect(hues.size).toBe(HUES.length);
});

it('takes initials from the first and the last word', () => {
  expect(initials('Ada Lovelace')).toBe('AL');
  expect(initials('Ada King, Countess of Lovelace')).toBe('AL');
  expect(initials('ada')).toBe('A');
  expect(initials('  ')).toBe('');
  expect(initials('😀 Smith')).toBe('😀S');
});
