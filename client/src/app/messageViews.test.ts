import type { MessageId, UserId } from '@skein/shared/ids';
import { SEEN_BY_MEMBERS } from '@skein/shared/limits';
import type { TimelineMessage } from '@skein/shared/timeline';
import type { RoomEntry } from '@skein/shared/userDocument';
import { expect, it } from 'vitest';
import { messageViews } from './messageViews.ts';

const me = 'alice' as UserId;
const mine = {
  id: 'm5' as MessageId,
  author: me,
  text: 'tea?',
  sentAt: 5,
  stamp: { seq: 5, at: 5, author: me },
  edited: false,
  retracted: false,
  mentions: [],
  reactions: new Map(),
} satisfies TimelineMessage;

const view = (others: readonly string[], read: Readonly<Record<string, number>>, joined = {}) => {
  const entry = { kind: 'group', role: 'member', members: [me, ...others] } as unknown as RoomEntry;
  const positions = new Map(Object.entries(read).map(([user, seq]) => [user as UserId, seq]));
  const facts = { stamped: [mine], pending: [], positions };
  const since = new Map(Object.entries<number>(joined).map(([user, seq]) => [user as UserId, seq]));
  return messageViews(
    facts as unknown as Parameters<typeof messageViews>[0],
    entry,
    new Map(),
    me,
    undefined,
    since,
  )[0]!;
};

it('tells who of a small group has read an own message', () => {
  const { readers, delivery } = view(['bob', 'carol'], { bob: 5, carol: 4 });
  expect(readers?.seen.map(({ id }) => id)).toEqual(['bob']);
  expect(readers?.notYet.map(({ id }) => id)).toEqual(['carol']);
  expect(delivery).toBe('sent');
});

it('waits for nobody who joined later', () => {
  const { readers, delivery } = view(['bob', 'carol'], { bob: 5 }, { carol: 6 });
  expect(delivery).toBe('read');
  expect(readers?.notYet).toEqual([]);
});

it('tells nothing of the kind in a group of more than SEEN_BY_MEMBERS', () => {
  const others = Array.from({ length: SEEN_BY_MEMBERS }, (_, index) => `person${index}`);
  expect(view(others.slice(1), {}).readers).toBeDefined();
  expect(view(others, {}).readers).toBeUndefined();
});
