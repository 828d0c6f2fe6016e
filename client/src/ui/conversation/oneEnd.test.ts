import { expect, it } from 'vitest';
import { stepTo } from './oneEnd.ts';
import type { Row } from './rows.ts';

const rows = (text: string): Row[] => [...text].map((key) => ({ key }) as Row);
const step = (drawn: string, wanted: string): [string, boolean] => {
  const next = stepTo(rows(drawn), rows(wanted));
  return [next.rows.map(({ key }) => key).join(''), next.fromEnd];
};

it('keeps the place from the end while rows come or go at the beginning', () => {
  expect(step('cd', 'abcd')).toEqual(['abcd', true]);
  expect(step('abcd', 'cd')).toEqual(['cd', true]);
});

it('keeps the place from the beginning while they come or go at the end', () => {
  expect(step('ab', 'abcd')).toEqual(['abcd', false]);
  expect(step('abcd', 'ab')).toEqual(['ab', false]);
});

it('takes two steps when both ends change', () => {
  expect(step('cde', 'abcd')).toEqual(['abcde', true]);
  expect(step('abcde', 'abcd')).toEqual(['abcd', false]);
  expect(step('abc', 'bcd')).toEqual(['bc', true]);
  expect(step('bc', 'bcd')).toEqual(['bcd', false]);
});

it('begins anew where nothing stays', () => {
  expect(step('ab', 'xy')).toEqual(['xy', false]);
  expect(step('', 'xy')).toEqual(['xy', false]);
  expect(step('ab', '')).toEqual(['', false]);
});
