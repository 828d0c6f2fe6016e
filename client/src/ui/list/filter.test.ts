import { expect, it } from 'vitest';
import type { RoomId } from '@skein/shared/ids';
import type { ConversationSummary } from '../../app/model.ts';
import { filterConversations } from './filter.ts';

const conversation = (title: string, username?: string): ConversationSummary => ({
  id: title as RoomId,
  kind: username === undefined ? 'group' : 'direct',
  title,
  ...(username === undefined ? {} : { peer: { id: username, name: title, username } }),
  memberCount: 2,
  at: 0,
  unread: 0,
  mentioned: false,
  markedUnread: false,
  present: false,
  typing: [],
});

const all = [
  conversation('Zoë Ångström', 'zoe'),
  conversation('Weaving circle'),
  conversation('Bo Lind', 'bo_l'),
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
