import type { RoomId, UserId } from '@skein/shared/ids';
import { describe, expect, it, test } from 'vitest';
import { filterOf, queryOf, takeUp, withoutFilter, writtenFilter } from './filters.ts';
import { parsePeriod, periodName } from './period.ts';

const now = new Date(2026, 2, 15, 12).getTime();
const day = (year: number, month: number, date: number): number => new Date(year, month - 1, date).getTime();

describe('a period', () => {
  test.each([
    ['2026', day(2026, 1, 1), day(2027, 1, 1)],
    ['2026-02', day(2026, 2, 1), day(2026, 3, 1)],
    ['2026-2-28', day(2026, 2, 28), day(2026, 3, 1)],
    ['2024-02-29', day(2024, 2, 29), day(2024, 3, 1)],
    ['today', day(2026, 3, 15), day(2026, 3, 16)],
    ['yesterday', day(2026, 3, 14), day(2026, 3, 15)],
  ])('%s', (words, from, to) => {
    expect(parsePeriod(words, now)).toMatchObject({ from, to });
  });

  test.each(['', '2026-13', '2026-02-30', '26', 'soon', '2026-1-1-1'])('%s is none', (words) => {
    expect(parsePeriod(words, now)).toBeUndefined();
  });

  it('is named as exactly as it was written', () => {
    const names = ['2026', '2026-03', '2026-03-01'].map((words) =>
      periodName(parsePeriod(words, now)!, 'en-GB'),
    );
    expect(names).toEqual(['2026', 'Mar 2026', '1 Mar 2026']);
  });
});

describe('words that narrow', () => {
  it('are what is written last', () => {
    expect(writtenFilter('tea from:Bo')).toEqual({ kind: 'from', value: 'bo', before: 'tea ' });
    expect(writtenFilter('in:')).toEqual({ kind: 'in', value: '', before: '' });
    expect(writtenFilter('from:bo tea')).toBeUndefined();
    expect(writtenFilter('wherefrom:bo')).toBeUndefined();
    expect(writtenFilter('https://x')).toBeUndefined();
  });

  it('are taken up when a space follows and nobody need be asked', () => {
    const taken = (text: string) => takeUp(text, {}, now);
    expect(taken('tea has:link ')).toEqual({ text: 'tea ', filters: { has: 'link' } });
    expect(taken('after:2026-03 ').filters.date).toMatchObject({ when: 'after' });
    expect(taken('has:link')).toEqual({ text: 'has:link', filters: {} });
    expect(taken('from:bo ')).toEqual({ text: 'from:bo ', filters: {} });
    expect(taken('has:everything ').filters).toEqual({});
    expect(filterOf({ kind: 'on', value: 'x', before: '' }, now)).toBeUndefined();
  });
});

it('a query says from when to when', () => {
  const period = parsePeriod('2026-03-01', now)!;
  expect(queryOf(' tea ', { date: { when: 'on', period } })).toEqual({
    text: 'tea',
    after: day(2026, 3, 1),
    before: day(2026, 3, 2),
  });
  expect(queryOf('', { date: { when: 'before', period } })).toEqual({ text: '', before: day(2026, 3, 1) });
  expect(queryOf('', { date: { when: 'after', period } })).toEqual({ text: '', after: day(2026, 3, 1) });
  const filters = { from: 'bo' as UserId, in: 'tea' as RoomId, has: 'file' as const };
  expect(queryOf('', filters)).toEqual({ text: '', author: 'bo', room: 'tea', has: 'file' });
  expect(withoutFilter(filters, 'in')).toEqual({ from: 'bo', has: 'file' });
});
