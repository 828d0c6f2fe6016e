import type { UserId } from '@skein/shared/ids';
import { expect, it } from 'vitest';
import { deliveryOf } from './delivery.ts';

const [me, bob, carol] = ['alice', 'bob', 'carol'] as UserId[] as [UserId, UserId, UserId];
const positions = (read: Readonly<Record<string, number>>) =>
  new Map(Object.entries(read).map(([user, seq]) => [user as UserId, seq]));

it('is read when everybody else has read it', () => {
  expect(deliveryOf(undefined, me, [bob], positions({ bob: 9 }))).toBe('pending');
  expect(deliveryOf(5, me, [bob, carol], positions({ bob: 5 }))).toBe('sent');
  expect(deliveryOf(5, me, [bob, carol], positions({ bob: 5, carol: 7 }))).toBe('read');
});

it('stays read when all others leave', () => {
  expect(deliveryOf(5, me, [], positions({ alice: 9, bob: 5 }))).toBe('read');
  expect(deliveryOf(6, me, [], positions({ alice: 9, bob: 5 }))).toBe('sent');
  expect(deliveryOf(5, me, [], positions({ alice: 9 }))).toBe('sent');
});
