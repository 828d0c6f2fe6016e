import { segmentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';
import {
  COMPACTION_ROWS,
  IDLE_DOCUMENTS,
  KNOWN_ROOMS,
  PARK_AFTER_MS,
  PARKED_AT_ONCE,
} from '@skein/shared/limits';
import { expect, test } from 'vitest';
import { Registry } from './registry.ts';
import { grantOf, messageOf, ROOM, segmentRef, setStage } from './testing.ts';

const roomsOf = (count: number): RoomId[] =>
  Array.from({ length: count }, (_, index) => `room${index}` as RoomId);

test('PK7 documents that nobody listens to stay up to a bound, the last used ones', async () => {
  const { relay, seat } = await setStage();
  const listener = seat('alice');
  await listener.until(({ received }) => received.length > 1);
  for (const room of roomsOf(IDLE_DOCUMENTS + 5)) await relay.createRoom(room);
  // Another step begins when this one has let go of what it could.
  await relay.createRoom(ROOM);
  expect(relay.documentCount()).toBe(IDLE_DOCUMENTS + 1);
});

test('PK8 so many documents are parked in one step, and the others in the next', async () => {
  const { relay, seat, clock, journal } = await setStage();
  const rooms = roomsOf(PARKED_AT_ONCE);
  for (const room of rooms) await relay.createRoom(room);
  const listeners = [ROOM, ...rooms].map((room) => seat('alice', segmentRef(0, room)));
  for (const listener of listeners) await listener.until(({ received }) => received.length > 1);
  journal().hold();
  clock.advance(2 * PARK_AFTER_MS);
  await journal().untilHeld(1);
  expect(relay.documentCount()).toBe(PARKED_AT_ONCE + 1);
  journal().release(1);
  await journal().untilHeld(1);
  expect(relay.documentCount()).toBe(1);
  journal().release();
});

test('PK9 chains and heads are known by heart up to a bound', () => {
  const registry = new Registry(undefined as never);
  const chain = { head: 0, lastSeq: 0, firstSeqs: [1], at: 0 };
  const [last, ...rooms] = roomsOf(KNOWN_ROOMS + 1);
  for (const room of rooms) registry.addRoom(room, chain);
  registry.prune();
  expect(registry.knownRoom(rooms[0] as RoomId)).toBeDefined();
  registry.addRoom(last as RoomId, chain);
  registry.prune();
  expect(registry.knownRoom(rooms[0] as RoomId)).toBeUndefined();
});

test('DU17 a document is compacted when it is read from too many rows', async () => {
  const name = segmentName(ROOM, 0);
  let stage = await setStage();
  /** Rows after another life of the relay in which somebody has looked. */
  const rowsAfterReading = async (): Promise<number> => {
    await stage.relay.close();
    stage = await setStage({ store: stage.store });
    const alice = stage.seat('alice');
    await alice.until(({ received }) => received.length > 1);
    await stage.relay.close();
    stage = await setStage({ store: stage.store });
    return await stage.journal().rows(name);
  };
  const post = (): Promise<unknown> => stage.relay.post(ROOM, messageOf('bob', 'x'), grantOf('bob'));
  // The first row made the room.
  for (let rows = 1; rows < COMPACTION_ROWS; rows++) await post();
  expect(await rowsAfterReading()).toBe(COMPACTION_ROWS);
  await post();
  expect(await rowsAfterReading()).toBe(1);
});

test('PK10 whoever comes while a document is let go of is not left behind with it', async () => {
  const [first, ...others] = roomsOf(IDLE_DOCUMENTS + 1);
  const stage = await setStage();
  const { relay } = stage;
  for (const room of [first, ...others] as RoomId[]) await relay.createRoom(room);
  const split: number[] = [];
  for (let turn = 0; turn < 60; turn++) {
    // The room that was not used for longest comes first to go.
    const rooms = [first, ...others] as RoomId[];
    const room = rooms[turn % rooms.length] as RoomId;
    const step = relay.createRoom(`more${turn}` as RoomId);
    for (let tick = 0; tick < turn; tick++) await Promise.resolve();
    const alice = stage.seat('alice', segmentRef(0, room));
    await step;
    await relay.createRoom(ROOM);
    const bob = stage.seat('bob', segmentRef(0, room));
    const message = bob.say('hello');
    await bob.untilStamped(message);
    await relay.createRoom(ROOM);
    if (!alice.segment.stamps.has(message.id)) split.push(turn);
    alice.disconnect();
    bob.disconnect();
  }
  expect(split).toEqual([]);
});
