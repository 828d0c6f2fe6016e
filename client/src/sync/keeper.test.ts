import { type DocumentName, segmentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';
import { SYNCED_CONVERSATIONS } from '@skein/shared/limits';
import type { RoomEntry } from '@skein/shared/userDocument';
import { expect, it } from 'vitest';
import { roomEntry } from '../../test/roomEntry.ts';
import type { Departures } from './departures.ts';
import { Keeper } from './keeper.ts';
import { cell } from './live.ts';
import type { LocalIndex } from './localIndex.ts';
import type { OpenDocument } from './openDocument.ts';
import type { Replicas } from './replicas.ts';

const room = (number: number): RoomId => `room${number}` as RoomId;
const open = (number: number): DocumentName => segmentName(room(number), 0);
/** Newest first, from one number down to another. */
const listed = (newest: number, oldest: number): RoomEntry[] =>
  Array.from({ length: newest - oldest + 1 }, (_, index) => roomEntry(room(newest - index)));

it('keeps the newest SYNCED_CONVERSATIONS synced, and lets go of the one that falls behind', () => {
  const held = new Set<DocumentName>();
  const replicas = {
    hold: (name: DocumentName) => {
      held.add(name);
      return { name };
    },
    release: ({ name }: OpenDocument) => held.delete(name),
    onPutOff: () => () => undefined,
    subscribe: () => () => undefined,
  } as unknown as Replicas;
  const nobodyLeft = { subscribe: () => () => undefined, reason: () => undefined } as unknown as Departures;
  const rooms = cell<readonly RoomEntry[]>(listed(SYNCED_CONVERSATIONS, 1));
  const keeper = new Keeper(replicas, {} as LocalIndex, nobodyLeft, rooms);
  expect(held.size).toBe(SYNCED_CONVERSATIONS);
  rooms.set(listed(SYNCED_CONVERSATIONS + 1, 1));
  expect(held.size).toBe(SYNCED_CONVERSATIONS);
  expect([held.has(open(SYNCED_CONVERSATIONS + 1)), held.has(open(2)), held.has(open(1))]).toEqual([
    true,
    true,
    false,
  ]);
  keeper.close();
  expect(held.size).toBe(0);
});
