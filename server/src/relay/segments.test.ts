import { segmentName } from '@skein/shared/documents';
import {
  FLOOD_MS,
  MESSAGE_TEXT_LENGTH,
  SEGMENT_BYTES,
  SEGMENT_BYTES_AT_ALL,
  SEGMENT_SIZE,
  SEGMENT_SIZE_IN_FLOOD,
  SEGMENT_WRITERS,
} from '@skein/shared/limits';
import type { AmendmentId, DeviceId, MessageId } from '@skein/shared/ids';
import type { Amendment, Message } from '@skein/shared/message';
import { readMeta, reactionKey } from '@skein/shared/segment';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { openMemoryJournal } from '../journal/memory.ts';
import * as messages from './messages.ts';
import { grantOf, messageOf, Replica, ROOM, segmentRef, setStage } from './testing.ts';

const sayMany = (replica: Replica, count: number, prefix: string): Message[] => {
  const said: Message[] = [];
  replica.doc.transact(() => {
    for (let i = 0; i < count; i++) said.push(replica.say(`${prefix}${i}`));
  });
  return said;
};

let amended = 0;
const amend = (replica: Replica, message: Message, over: Partial<Amendment>): void => {
  replica.segment.amendments.push([
    {
      id: `a${++amended}` as AmendmentId,
      message: message.id,
      author: replica.grant.user,
      device: replica.grant.device,
      at: 1,
      ...over,
    },
  ]);
};

test('SG1 a segment closes at 500 messages, and the next one begins with the seq that follows', async () => {
  const { seat, relay } = await setStage();
  const alice = seat('alice');
  sayMany(alice, 500, 'a');
  await alice.until(({ segment }) => readMeta(segment)?.next === 1);
  expect(alice.segment.stamps.size).toBe(500);
  const next = seat('alice', segmentRef(1));
  await next.until(({ segment }) => readMeta(segment) !== undefined);
  expect(readMeta(next.segment)).toMatchObject({ room: ROOM, index: 1, firstSeq: 501 });
  expect(await relay.chain(ROOM)).toMatchObject({ head: 1, lastSeq: 500, firstSeqs: [1, 501] });
});

test('SG1 a segment of few but long messages closes at its bytes', async () => {
  const { seat } = await setStage();
  const alice = seat('alice');
  const text = 'x'.repeat(MESSAGE_TEXT_LENGTH);
  while (readMeta(alice.segment)?.next === undefined) await alice.untilStamped(alice.say(text));
  expect(alice.state().length).toBeGreaterThan(SEGMENT_BYTES - 2 * MESSAGE_TEXT_LENGTH);
  expect(alice.state().length).toBeLessThan(SEGMENT_BYTES + 2 * MESSAGE_TEXT_LENGTH);
});

test('SG1 a segment that many Yjs clients wrote in closes at their number', async () => {
  const { relay, seat } = await setStage();
  const alice = seat('alice');
  await alice.untilStamped(alice.say('who is there?'));
  const tabs = (from: number, to: number): Uint8Array =>
    Y.mergeUpdates(
      Array.from({ length: to - from }, (_, index) => {
        const tab = new Replica(relay, alice.grant);
        tab.doc.clientID = 1_000 + from + index;
        const message = `m${from + index}` as MessageId;
        tab.segment.reactions.set(reactionKey({ message, user: alice.grant.user, emoji: '👍' }), true);
        return tab.state();
      }),
    );
  const known = alice.segment.writers.size;
  alice.sendRaw(messages.update(tabs(known, SEGMENT_WRITERS - 1)));
  await alice.until(({ segment }) => segment.writers.size === SEGMENT_WRITERS - 1);
  expect(readMeta(alice.segment)?.next).toBeUndefined();
  alice.sendRaw(messages.update(tabs(SEGMENT_WRITERS - 1, SEGMENT_WRITERS)));
  await alice.until(({ segment }) => readMeta(segment)?.next === 1);
});

test('SG19 a segment takes three times as many messages while they come in a flood', async () => {
  const { seat, relay, clock } = await setStage();
  const firstSeqs = async (): Promise<readonly number[] | undefined> => (await relay.chain(ROOM))?.firstSeqs;
  const alice = seat('alice');
  sayMany(alice, SEGMENT_SIZE, 'first');
  await alice.until(({ segment }) => readMeta(segment)?.next === 1);
  const second = seat('alice', segmentRef(1));
  await second.until(({ segment }) => readMeta(segment) !== undefined);
  sayMany(second, SEGMENT_SIZE_IN_FLOOD - 1, 'in the flood');
  await second.until(({ segment }) => segment.stamps.size === SEGMENT_SIZE_IN_FLOOD - 1);
  expect(await firstSeqs()).toEqual([1, 501]);
  await second.untilStamped(second.say('the last that fits'));
  expect(await firstSeqs()).toEqual([1, 501, 2_001]);

  const third = seat('alice', segmentRef(2));
  await third.until(({ segment }) => readMeta(segment) !== undefined);
  sayMany(third, SEGMENT_SIZE + 100, 'it ebbs');
  await third.until(({ segment }) => segment.stamps.size === SEGMENT_SIZE + 100);
  expect(await firstSeqs()).toEqual([1, 501, 2_001]);
  clock.advance(FLOOD_MS);
  await third.untilStamped(third.say('after the flood'));
  expect(await firstSeqs()).toEqual([1, 501, 2_001, 2_001 + SEGMENT_SIZE + 100]);
});

test('SG2 what one update brings beyond the bound is carried forward, in order', async () => {
  const { seat, relay } = await setStage();
  const alice = new Replica(relay, grantOf('alice'));
  const said = sayMany(alice, 2_100, 'a');
  alice.connect();
  await alice.until(({ segment }) => segment.stamps.size === 2_100);
  expect(await relay.chain(ROOM)).toMatchObject({ head: 2, lastSeq: 2_100, firstSeqs: [1, 501, 2_001] });
  const texts: string[] = [];
  for (const index of [0, 1, 2]) {
    const replica = seat('alice', segmentRef(index));
    await replica.until(({ segment }) => readMeta(segment) !== undefined);
    await replica.until(({ segment }) => segment.messages.length > 0);
    const sorted = replica.segment.messages
      .toArray()
      .sort((a, b) => replica.segment.stamps.get(a.id)!.seq - replica.segment.stamps.get(b.id)!.seq);
    texts.push(...sorted.map(({ text }) => text));
  }
  expect(texts).toEqual(said.map(({ text }) => text));
  expect(alice.segment.stamps.get(said[700]!.id)).toMatchObject({ seq: 701, in: 1 });
});

test('SG3 1,200 messages over two boundaries by two people, one of them offline across a boundary: one order, no loss, no duplicate', async () => {
  const { seat, relay, clock } = await setStage();
  const bob = seat('bob');
  const offline = new Replica(relay, grantOf('alice'));
  const late = sayMany(offline, 300, 'late');
  const now = [...sayMany(bob, 500, 'now')];
  await bob.until(({ segment }) => readMeta(segment)?.next !== undefined);
  const bob1 = seat('bob', segmentRef(1));
  await bob1.until(({ segment }) => readMeta(segment) !== undefined);
  clock.advance(FLOOD_MS);
  now.push(...sayMany(bob1, 400, 'now1-'));
  await bob1.until(({ segment }) => segment.stamps.size === 400);
  offline.connect();
  await offline.until(({ segment }) => late.every(({ id }) => segment.stamps.get(id)?.in !== undefined));
  const all = [
    ...(await relay.messages(ROOM, { after: 0, limit: 1_000 }, () => true)),
    ...(await relay.messages(ROOM, { after: 1_000, limit: 1_000 }, () => true)),
  ];
  expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 1_200 }, (_, i) => i + 1));
  expect(all.map(({ id }) => id)).toEqual([...now, ...late].map(({ id }) => id));
  expect((await relay.chain(ROOM))?.firstSeqs).toEqual([1, 501, 1_001]);
});

test('SG4 cursors are carried into the next segment', async () => {
  const { seat, relay } = await setStage();
  const alice = seat('alice');
  const bob = seat('bob');
  await bob.untilStamped(alice.say('x'));
  bob.segment.cursors.set(bob.grant.device, { user: bob.grant.user, seq: 1 });
  await alice.until(({ segment }) => segment.cursors.has(bob.grant.device));
  await relay.closeSegment(ROOM);
  const next = seat('alice', segmentRef(1));
  await next.until(({ segment }) => readMeta(segment) !== undefined);
  expect(next.segment.cursors.get(bob.grant.device)).toEqual({ user: 'bob', seq: 1 });
});

test('SG5 closing gives the last seq before the boundary, and never leaves an empty segment', async () => {
  const { seat, relay } = await setStage();
  expect(await relay.closeSegment(ROOM)).toBe(0);
  const alice = seat('alice');
  await alice.untilStamped(alice.say('x'));
  expect(await relay.closeSegment(ROOM)).toBe(1);
  expect(await relay.closeSegment(ROOM)).toBe(1);
  expect((await relay.chain(ROOM))?.head).toBe(1);
});

test('SG6 a message for a closed segment is carried forward under its id, author and sending time', async () => {
  const { seat, relay } = await setStage();
  const alice = seat('alice');
  await alice.untilStamped(alice.say('before'));
  await relay.closeSegment(ROOM);
  const late = alice.say('late', { sentAt: 42 });
  const bob = seat('bob', segmentRef(1));
  expect(await bob.untilStamped(late)).toBe(2);
  expect(bob.segment.messages.toArray()).toEqual([late]);
  await alice.untilStamped(late);
  expect(alice.segment.stamps.get(late.id)).toMatchObject({ seq: 2, in: 1 });
  expect(alice.texts()).toEqual(['before']);
});

test('SG7 what is said about a carried message goes where the message is', async () => {
  const { seat, relay } = await setStage();
  const alice = seat('alice');
  await alice.untilStamped(alice.say('before'));
  await relay.closeSegment(ROOM);
  const late = alice.say('late');
  await alice.untilStamped(late);
  const bob = seat('bob', segmentRef(1));
  await bob.untilStamped(late);

  amend(alice, late, { text: 'corrected' });
  await bob.until(({ segment }) => segment.amendments.length === 1);
  await alice.until(({ segment }) => segment.amendments.length === 0);
  const key = reactionKey({ message: late.id, user: alice.grant.user, emoji: '👍' });
  alice.segment.reactions.set(key, true);
  await bob.until(({ segment }) => segment.reactions.has(key));
  await alice.until(({ segment }) => !segment.reactions.has(key));
  amend(alice, late, { retract: true });
  await bob.until(({ segment }) => segment.messages.length === 0);
  expect(bob.segment.amendments.toArray().map(({ text }) => text)).toEqual([undefined]);
});

test('SG8 a message and its correction, both composed offline, are carried together', async () => {
  const { seat, relay } = await setStage();
  const bob = seat('bob');
  await bob.untilStamped(bob.say('before'));
  const alice = seat('alice');
  await alice.until(({ segment }) => segment.messages.length === 1);
  alice.disconnect();
  await relay.closeSegment(ROOM);
  const late = alice.say('lat');
  amend(alice, late, { text: 'late' });
  alice.connect();
  const onwards = seat('bob', segmentRef(1));
  await onwards.until(({ segment }) => segment.amendments.length === 1);
  expect(onwards.segment.amendments.get(0)).toMatchObject({ message: late.id, text: 'late' });
});

test('SG9 a change to a closed segment stays there and is announced in the open one', async () => {
  const { seat, relay } = await setStage();
  const alice = seat('alice');
  const message = alice.say('befor');
  await alice.untilStamped(message);
  await relay.closeSegment(ROOM);
  const bob = seat('bob', segmentRef(1));
  amend(alice, message, { text: 'before' });
  await bob.until(({ segment }) => readMeta(segment)?.touched.get(0) === 1);
  amend(alice, message, { retract: true });
  await bob.until(({ segment }) => readMeta(segment)?.touched.get(0) === 2);
  expect(await relay.messages(ROOM, { limit: 10 }, () => true)).toMatchObject([
    { retracted: true, text: '' },
  ]);
});

test('SG10 a cursor that arrives in a closed segment moves the one in the open segment', async () => {
  const { seat, relay } = await setStage();
  const alice = seat('alice');
  const bob = seat('bob');
  await bob.untilStamped(alice.say('x'));
  await relay.closeSegment(ROOM);
  bob.segment.cursors.set(bob.grant.device, { user: bob.grant.user, seq: 1 });
  const next = seat('alice', segmentRef(1));
  await next.until(({ segment }) => segment.cursors.get(bob.grant.device)?.seq === 1);
});

test('SG11 the deletion of an own message that crossed its stamp is a retraction', async () => {
  const { seat } = await setStage();
  const alice = seat('alice');
  const bob = seat('bob');
  const message = alice.say('oops');
  await bob.untilStamped(message);
  await alice.untilStamped(message);
  alice.segment.messages.delete(0);
  await bob.until(({ segment }) => segment.messages.length === 0);
  expect(bob.segment.stamps.has(message.id)).toBe(true);
});

test('SG12 an edit of a retracted message is erased', async () => {
  const { seat } = await setStage();
  const alice = seat('alice');
  const laptop = seat('alice', segmentRef(), { device: 'alice-laptop' as DeviceId });
  const message = alice.say('oops');
  await laptop.untilStamped(message);
  laptop.disconnect();
  amend(alice, message, { retract: true });
  await alice.until(({ segment }) => segment.messages.length === 0);
  amend(laptop, message, { text: 'a later thought' });
  laptop.connect();
  await laptop.until(({ segment }) => segment.messages.length === 0);
  await laptop.until(({ segment }) => segment.amendments.toArray().every(({ text }) => text === undefined));
  const bob = seat('bob');
  await bob.until(({ segment }) => segment.stamps.has(message.id));
  expect(bob.segment.amendments.toArray()).toMatchObject([{ retract: true }]);
});

test('SG13 a retraction that was faster than its message takes effect', async () => {
  const { seat } = await setStage();
  const first = seat('alice');
  const second = seat('alice');
  const message = { ...first.say('x'), id: 'later' as MessageId };
  await second.until(({ segment }) => segment.stamps.size === 1);
  amend(first, message, { retract: true });
  await second.until(({ segment }) => segment.amendments.length === 1);
  second.segment.messages.push([message]);
  await first.untilStamped(message);
  expect(first.texts()).toEqual(['x']);
});

describe('a moderator', () => {
  test('SG14 may retract what others wrote, and nobody else may', async () => {
    const { seat } = await setStage();
    const alice = seat('alice');
    const message = alice.say('rude');
    const bob = seat('bob');
    await bob.untilStamped(message);
    const carol = seat('carol', segmentRef(), { moderator: true });
    await carol.untilStamped(message);
    amend(bob, message, { retract: true });
    await bob.untilClosed();
    expect(bob.closed?.reason).toBe('deletion-foreign');
    amend(carol, message, { retract: true });
    await alice.until(({ segment }) => segment.messages.length === 0);
  });
});

test('SG15 a closed segment becomes one row', async () => {
  const { seat, relay, store } = await setStage();
  const alice = seat('alice');
  for (const text of ['a', 'b', 'c']) await alice.untilStamped(alice.say(text));
  await relay.closeSegment(ROOM);
  await relay.close();
  const again = await setStage({ store });
  expect(await again.journal().rows(segmentName(ROOM, 0))).toBe(1);
});

test('SG16 nobody retracts the message of somebody else by repeating its id where it is not', async () => {
  const { seat, relay } = await setStage();
  const alice = seat('alice');
  const mallory = seat('mallory');
  await mallory.untilStamped(alice.say('before'));
  await relay.closeSegment(ROOM);
  const bob = seat('bob', segmentRef(1));
  const inHead = new Replica(relay, grantOf('alice'), segmentRef(1)).connect();
  const message = inHead.say('mine');
  await bob.untilStamped(message);
  mallory.doc.transact(() => {
    mallory.say('not mine', { id: message.id });
    amend(mallory, message, { retract: true });
  });
  await mallory.until(({ segment }) => segment.amendments.length === 0);
  await bob.untilStamped(inHead.say('next'));
  expect(bob.texts()).toEqual(['mine', 'next']);
  expect(bob.segment.amendments.length).toBe(0);
});

test('SG17 nobody fills a segment without end, and everybody can go on', async () => {
  const { seat, relay } = await setStage();
  const bob = seat('bob');
  const mallory = seat('mallory');
  const message = mallory.say('short');
  await bob.untilStamped(message);
  await mallory.untilStamped(message);
  const text = 'ﷺ'.repeat(8_000);
  let edits = 0;
  while (mallory.closed === undefined && edits < 1_000) {
    amend(mallory, message, { text });
    edits++;
    await relay.chain(ROOM);
    await mallory.until(({ closed, segment }) => closed !== undefined || segment.amendments.length <= edits);
  }
  await mallory.untilClosed();
  expect(mallory.closed?.reason).toBe('segment-full');
  expect(await bob.untilStamped(bob.say('late'))).toBe(2);
});

test('SG17 a closed one takes late messages for twice as long, and no more', async () => {
  let stage = await setStage();
  const alice = stage.seat('alice');
  const text = 'x'.repeat(MESSAGE_TEXT_LENGTH);
  while (readMeta(alice.segment)?.next === undefined) await alice.untilStamped(alice.say(text));
  const [first] = alice.segment.messages.toArray();
  const state = alice.state();
  /** In another life of the relay, whose journal says all of it again until it comes to so much. */
  const comesHome = async (user: string, bytes: number): Promise<Replica> => {
    await stage.relay.close();
    const journal = await openMemoryJournal(stage.store);
    for (let said = 0; said <= bytes; said += state.length)
      await journal.append([{ document: segmentName(ROOM, 0), update: state }], []);
    await journal.close();
    stage = await setStage({ store: stage.store });
    const replica = stage.seat(user);
    await replica.until(({ segment }) => segment.stamps.size > 0);
    return replica;
  };
  const late = await comesHome('alice', SEGMENT_BYTES_AT_ALL);
  await late.untilStamped(late.say('late'));
  amend(late, first as Message, { text: 'again' });
  await late.untilClosed();
  expect(late.closed?.reason).toBe('segment-full');
  const tooLate = await comesHome('alice', 2 * SEGMENT_BYTES_AT_ALL);
  tooLate.say('too late');
  await tooLate.untilClosed();
  expect(tooLate.closed?.reason).toBe('segment-full');
  const head = stage.seat('alice', segmentRef(1));
  await head.untilStamped(head.say('said here'));
});

test('SG18 a cursor goes where the conversation goes on, also when the same step rolls it over after it', async () => {
  const { seat, journal } = await setStage();
  const alice = seat('alice');
  const bob = seat('bob');
  await bob.untilStamped(alice.say('read'));
  journal().hold();
  alice.say('gathers what follows');
  await journal().untilHeld(1);
  bob.segment.cursors.set(bob.grant.device, { user: bob.grant.user, seq: 1 });
  const many = Array.from({ length: 500 }, (_, index) => messageOf('alice', `${index}`));
  alice.segment.messages.push(many);
  journal().release();
  await bob.until(({ segment, closed }) => closed !== undefined || readMeta(segment)?.next === 1);
  expect(bob.closed).toBeUndefined();
  const next = seat('alice', segmentRef(1));
  await next.until(({ segment }) => segment.cursors.get(bob.grant.device)?.seq === 1);
});
