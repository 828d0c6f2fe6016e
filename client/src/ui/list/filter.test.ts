import { expect, it } from 'vitest';
import { conversation } from '../../../test/summaries.ts';
import { filterConversations } from './filter.ts';

const direct = (name: string, username: string) =>
  conversation(username, name, { id: username, name, username });

const all = [
  direct('Zoë Ångström', 'zoe'),
  conversation('weaving', 'Weaving circle'),
  direct('Bo Lind', 'bo_l'),
];
const found = (query: string): string[] => filterConversations(all, query).map(({ title }) => title);

it('finds without case and accents, by every word, by username too', () => {
  expect(found('zoe angs')).toEqual(['Zoë Ångström']);
  expect(found('CIRCLE')).toEqual(['Weaving circle']);
  expect(found('bo_')).toEqual(['Bo Lind']);
  expect(found('bo circle')).toEqual([]);
});

it('shows everything while nothing is asked', () => {
  expect(filterConversations(all, '  ')).toBe(all);
});
