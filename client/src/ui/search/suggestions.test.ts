import { expect, it } from 'vitest';
import type { Person } from '@skein/shared/api/schemas';
import type { UserId } from '@skein/shared/ids';
import { conversation } from '../../../test/summaries.ts';
import { writtenFilter } from './filters.ts';
import { suggestionsFor } from './suggestions.ts';

const person = (id: string, name: string): [UserId, Person] => [
  id as UserId,
  { id, name, username: `${id}_1` },
];

const people = new Map([person('me', 'Ada'), person('zoe', 'Zoë'), person('bo', 'Bo Lind')]);
const known = {
  me: 'me' as UserId,
  people,
  conversations: [conversation('r1', 'Zoë', people.get('zoe' as UserId)), conversation('r2', 'Climbing')],
  now: new Date(2026, 2, 15).getTime(),
};
const labels = (text: string): string[] =>
  suggestionsFor(writtenFilter(text)!, known).map(({ label }) => label);

it('proposes people: whom one talks to first, by name and username, and oneself', () => {
  expect(labels('from:')).toEqual(['From Zoë', 'From you', 'From Bo Lind']);
  expect(labels('from:zoe')).toEqual(['From Zoë']);
  expect(labels('from:bo_1')).toEqual(['From Bo Lind']);
  expect(labels('from:me')).toEqual(['From you']);
});

it('proposes conversations', () => {
  expect(labels('in:')).toEqual(['In Zoë', 'In Climbing']);
  expect(labels('in:cli')).toEqual(['In Climbing']);
});

it('proposes dates that people ask for, and the one that is written', () => {
  const year = new Intl.DateTimeFormat(undefined, { year: 'numeric' }).format(known.now);
  expect(labels('on:')).toHaveLength(5);
  expect(labels('after:to')).toEqual(['Since today']);
  expect(labels('before:2026')).toEqual([`Before ${year}`]);
  expect(labels('on:2026-99')).toEqual([]);
});

it('proposes what a message can have', () => {
  expect(labels('has:')).toEqual(['Has a link', 'Has a file']);
  expect(labels('has:f')).toEqual(['Has a file']);
});
