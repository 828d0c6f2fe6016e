import { expect, it } from 'vitest';
import { HUES, huesOf, initials, weaveOf } from './weave.ts';

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

it('gives people who are seen together hues of their own, and the first ones theirs', () => {
  for (let group = 0; group < 50; group += 1) {
    const members = Array.from({ length: HUES.length }, (_, index) => `group${group} person${index}`);
    const hues = huesOf(members);
    expect(new Set(hues.values()).size).toBe(HUES.length);
    expect(hues.get(members[0]!)).toBe(weaveOf(members[0]!).hue);
    // Who joins changes nobody's.
    for (const [id, hue] of huesOf(members.slice(0, 5))) expect(hues.get(id)).toBe(hue);
  }
});

it('leaves everybody their own where they are more than there are hues', () => {
  expect(huesOf(Array.from({ length: HUES.length + 1 }, (_, index) => `person${index}`)).size).toBe(0);
});

it('takes initials from the first and the last word', () => {
  expect(initials('Ada Lovelace')).toBe('AL');
  expect(initials('Ada King, Countess of Lovelace')).toBe('AL');
  expect(initials('ada')).toBe('A');
  expect(initials('  ')).toBe('');
  expect(initials('😀 Smith')).toBe('😀S');
});
