import { segmentName } from '@skein/shared/documents';
import { REOPEN_DELAY_MS } from '@skein/shared/limits';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { openLevelJournal } from '../journal/level.ts';
import { MemoryStore, openMemoryJournal } from '../journal/memory.ts';
import { ControlledJournal } from '../journal/testing.ts';
import { createRelay } from './relay.ts';
import { grantOf, messageOf, Replica, ROOM, setStage, silentLog, TestClock } from './testing.ts';

const contains = (haystack: readonly Uint8Array[], text: string): boolean =>
  haystack.some((bytes) => Buffer.from(bytes).includes(text));

const clientsIn = ({ doc }: Replica): number[] => [...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()];

test('DU1 no frame leaves before the append has resolved', async () => {
  const { seat, journal } = await setStage();
  const alice = seat('alice');
  const bob = seat('bob');
  await bob.until(({ received }) => received.length > 1);
  journal().hold();
  const message = alice.say('held');
  await journal().untilHeld(1);
  expect(bob.texts()).toEqual([]);
  expect(alice.segment.stamps.has(message.id)).toBe(false);
  journal().release();
  await bob.untilStamped(message);
  expect(bob.texts()).toEqual(['held']);
});

test('DU2 a sync request and a read wait for the commit in flight', async () => {
  const { seat, journal, relay } = await setStage();
  const alice = seat('alice');
  await alice.until(({ received }) => received.length > 1);
  journal().hold();
  const message = alice.say('held');
  await journal().untilHeld(1);
  const late = seat('bob');
  let isAnswered = false;
  const chain = relay.chain(ROOM).finally(() => {
    isAnswered = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(contains(late.received, 'held')).toBe(false);
  expect(isAnswered).toBe(false);
  journal().release();
  await late.untilStamped(message);
  expect((await chain)?.lastSeq).toBe(1);
});

describe.each(['lost', 'kept'] as const)('a failed append whose content was %s', (content) => {
  test('DU3 shows nobody anything, and all that was acknowledged is there again', async () => {
    const { seat, journal } = await setStage();
    const alice = seat('alice');
    const bob = seat('bob');
    const safe = alice.say('safe');
    await bob.untilStamped(safe);
    journal().failAppend(1, content);
    const unsafe = alice.say('unsafe');
    await bob.untilClosed();
    await alice.untilClosed();
    expect(bob.closed?.reason).toBe('storage-failed');
    expect(contains(bob.received, 'unsafe')).toBe(false);
    expect(alice.segment.stamps.has(unsafe.id)).toBe(false);

    alice.connect();
    bob.connect();
    expect(await bob.untilStamped(unsafe)).toBe(2);
    expect(bob.segment.stamps.get(safe.id)?.seq).toBe(1);
    expect(bob.texts()).toEqual(['safe', 'unsafe']);
    await bob.untilStamped(alice.say('next'));
    expect(clientsIn(bob)).toHaveLength(3);
  });
});

test('DU4 a post whose append fails is rejected', async () => {
  const { relay, journal } = await setStage();
  journal().failAppend(1, 'lost');
  const posting = relay.post(ROOM, messageOf('alice', 'x'), grantOf('alice'));
  await expect(posting).rejects.toMatchObject({ reason: 'storage-failed' });
  expect((await relay.chain(ROOM))?.lastSeq).toBe(0);
});

test('DU5 after a restart everything that was stamped is there, and seq goes on', async () => {
  const first = await setStage();
  const alice = first.seat('alice');
  const message = alice.say('before');
  await alice.untilStamped(message);
  await first.relay.close();
  expect(alice.closed?.reason).toBe('going-away');

  const second = await setStage({ store: first.store });
  const bob = second.seat('bob');
  await bob.untilStamped(message);
  expect(await bob.untilStamped(bob.say('after'))).toBe(2);
});

test('DU6 on a real disk as well', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'skein-relay-'));
  try {
    const options = { openJournal: () => openLevelJournal(join(folder, 'journal')), log: silentLog };
    const first = await createRelay(options);
    await first.createRoom(ROOM);
    const alice = new Replica(first, grantOf('alice')).connect();
    const message = alice.say('kept');
    await alice.untilStamped(message);
    await first.close();
    const second = await createRelay(options);
    const bob = new Replica(second, grantOf('bob')).connect();
    await bob.untilStamped(message);
    expect(bob.texts()).toEqual(['kept']);
    await second.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('DU7 a retraction takes the text out of every replica and out of the journal', async () => {
  const { seat, relay, journal, store } = await setStage();
  const alice = seat('alice');
  const bob = seat('bob');
  const message = alice.say('a secret');
  await bob.untilStamped(message);
  const amendment = { message: message.id, author: alice.grant.user, device: alice.grant.device, at: 1 };
  alice.segment.amendments.push([{ ...amendment, id: 'a1' as never, text: 'another secret' }]);
  await bob.until(({ segment }) => segment.amendments.length === 1);
  alice.segment.amendments.push([{ ...amendment, id: 'a2' as never, retract: true }]);
  await bob.until(({ segment }) => segment.messages.length === 0);
  expect(bob.segment.amendments.toArray()).toMatchObject([{ id: 'a2', retract: true }]);
  expect(contains([bob.state()], 'secret')).toBe(false);
  await relay.close();
  const again = await setStage({ store });
  const rows = await again.journal().read(segmentName(ROOM, 0));
  expect(contains(rows, 'secret')).toBe(false);
  expect(await again.journal().facts('compact!', 10)).toEqual([]);
  expect(journal()).toBeDefined();
});

test('DU8 a compaction that a crash cut off is done at the next start', async () => {
  const first = await setStage();
  const alice = first.seat('alice');
  const message = alice.say('a secret');
  await alice.untilStamped(message);
  first.journal().hold();
  alice.segment.amendments.push([
    {
      id: 'a1' as never,
      message: message.id,
      author: alice.grant.user,
      device: alice.grant.device,
      at: 1,
      retract: true,
    },
  ]);
  await first.journal().untilHeld(1);
  first.journal().release(1);
  await alice.until(({ segment }) => segment.messages.length === 0);
  first.journal().crash();

  const second = await setStage({ store: first.store });
  await second.relay.close();
  const third = await setStage({ store: first.store });
  expect(contains(await third.journal().read(segmentName(ROOM, 0)), 'a secret')).toBe(false);
});

test('DU9 what is written of a document is one update, also when a step changes it many times', async () => {
  const { relay, seat, journal } = await setStage();
  const alice = new Replica(relay, grantOf('alice'));
  for (let i = 0; i < 20; i++) alice.say(`${i}`);
  const before = await journal().rows(segmentName(ROOM, 0));
  alice.connect();
  const bob = seat('bob');
  await bob.until(({ segment }) => segment.stamps.size === 20);
  expect(await journal().rows(segmentName(ROOM, 0))).toBe(before + 1);
});

test('DU10 a damaged document closes those who ask for it, and nobody else', async () => {
  const first = await setStage();
  const alice = first.seat('alice');
  await alice.untilStamped(alice.say('x'));
  await first.relay.createRoom('other' as never);
  await first.relay.close();
  const [key] = first.store.keys({ from: 'u', to: 'v' }).filter((row) => row.includes(segmentName(ROOM, 0)));
  const row = first.store.get(key!)!;
  row[row.length - 1]! ^= 1;
  first.store.put(key!, row);

  const second = await setStage({ store: first.store });
  const damaged = second.seat('alice');
  await damaged.untilClosed();
  expect(damaged.closed?.reason).toBe('document-damaged');
  const well = second.seat('bob', { kind: 'segment', room: 'other' as never, index: 0 });
  await well.untilStamped(well.say('fine'));
});

test('DU11 the relay writes under another client id in every life', async () => {
  const first = await setStage();
  const alice = first.seat('alice');
  await alice.untilStamped(alice.say('x'));
  await first.relay.close();
  const second = await setStage({ store: first.store });
  const bob = second.seat('bob');
  await bob.untilStamped(bob.say('y'));
  expect(clientsIn(bob)).toHaveLength(4);
});

test('DU12 a relay whose journal cannot be opened again can still be stopped', async () => {
  const clock = new TestClock();
  const store = new MemoryStore();
  const journal = new ControlledJournal(await openMemoryJournal(store));
  let openings = 0;
  const relay = await createRelay({
    log: silentLog,
    clock: clock.now,
    stepInterval: 0,
    schedule: clock.schedule,
    openJournal: async () => {
      if (openings++ > 0) throw new Error('the disk is gone');
      return journal;
    },
  });
  await relay.createRoom(ROOM);
  journal.failAppend(1, 'lost');
  const posting = relay.post(ROOM, messageOf('alice', 'x'), grantOf('alice'));
  await expect(posting).rejects.toMatchObject({ reason: 'storage-failed' });
  const closing = relay.close();
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(REOPEN_DELAY_MS - 1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(openings).toBe(2);
  clock.advance(1);
  await closing;
  expect(openings).toBe(3);
});

test('DU13 what arrives after closing has begun is not taken, what was taken before is committed', async () => {
  const { seat, relay, journal, store } = await setStage();
  const alice = seat('alice');
  await alice.until(({ received }) => received.length > 1);
  journal().hold();
  const taken = alice.say('taken');
  await journal().untilHeld(1);
  const closing = relay.close();
  const late = alice.say('late');
  await expect(relay.post(ROOM, messageOf('bob', 'later'), grantOf('bob'))).rejects.toMatchObject({
    reason: 'going-away',
  });
  journal().release();
  await closing;
  const again = await setStage({ store });
  const bob = again.seat('bob');
  await bob.untilStamped(taken);
  expect(bob.segment.stamps.has(late.id)).toBe(false);
});

test('DU14 a journal that ended between two steps is opened again by the next one', async () => {
  const { seat, journal } = await setStage();
  const alice = seat('alice');
  await alice.untilStamped(alice.say('before'));
  journal().crash();
  const message = alice.say('after');
  await alice.untilClosed();
  expect(alice.closed?.reason).toBe('storage-failed');
  alice.connect();
  expect(await alice.untilStamped(message)).toBe(2);
});

test('DU15 who reads while a commit fails is told to try again, and sees nothing of it', async () => {
  const { seat, relay, journal } = await setStage();
  const alice = seat('alice');
  await alice.until(({ received }) => received.length > 1);
  journal().hold();
  journal().failAppend(1, 'lost');
  alice.say('lost');
  await journal().untilHeld(1);
  const reads = [relay.messages(ROOM, { limit: 10 }, () => true), relay.chain(ROOM)];
  const answers = Promise.allSettled(reads);
  await new Promise((resolve) => setImmediate(resolve));
  journal().release();
  for (const answer of await answers)
    expect(answer).toMatchObject({ status: 'rejected', reason: { reason: 'storage-failed' } });
  expect(await relay.messages(ROOM, { limit: 10 }, () => true)).toEqual([]);
});

test('DU16 a journal that ended in a compaction is opened again for those who only read', async () => {
  const { seat, relay, journal } = await setStage();
  const alice = seat('alice');
  const message = alice.say('a secret');
  await alice.untilStamped(message);
  const compacted = journal();
  const retraction = { id: 'a1' as never, message: message.id, at: 1, retract: true } as const;
  compacted.failAppend(2, 'lost');
  alice.segment.amendments.push([{ ...retraction, author: alice.grant.user, device: alice.grant.device }]);
  while (journal() === compacted) await new Promise((resolve) => setImmediate(resolve));
  await relay.createRoom('other' as never);
  expect(alice.closed).toBeUndefined();
});
