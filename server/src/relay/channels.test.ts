import { DRAIN_CHECK_MS, SLOW_READER_BYTES, WAITING_FRAMES } from '@skein/shared/limits';
import type { DeviceId, UserId } from '@skein/shared/ids';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { RelayEvent } from './contract.ts';
import * as messages from './messages.ts';
import { grantOf, Replica, ROOM, segmentRef, setStage, userRef } from './testing.ts';

test('CH1 what arrives while the document loads is not lost', async () => {
  const first = await setStage();
  await first.relay.close();
  const { relay, seat } = await setStage({ store: first.store });
  const alice = new Replica(relay, grantOf('alice'));
  alice.connect();
  const message = alice.say('at once');
  await seat('bob').untilStamped(message);
});

test('CH2 a document that does not exist closes its channel', async () => {
  const { seat } = await setStage();
  const alice = seat('alice', segmentRef(7));
  await alice.untilClosed();
  expect(alice.closed?.reason).toBe('document-unknown');
});

test('CH3 too much that waits closes its channel, and others go on', async () => {
  const { seat, journal } = await setStage();
  const alice = seat('alice');
  const bob = seat('bob');
  for (const replica of [alice, bob]) await replica.until(({ received }) => received.length > 1);
  journal().hold();
  const message = bob.say('hello');
  await journal().untilHeld(1);
  const frame = messages.update(new Uint8Array([0, 0]));
  for (let i = 0; i < WAITING_FRAMES; i++) alice.sendRaw(frame);
  expect(alice.closed).toBeUndefined();
  alice.sendRaw(frame);
  expect(alice.closed?.reason).toBe('too-fast');
  journal().release();
  await bob.untilStamped(message);
});

test('CH4 a slow reader gets no deltas until it has drained, then everything at once', async () => {
  const { seat, clock } = await setStage();
  const alice = seat('alice');
  const bob = seat('bob');
  await bob.until(({ received }) => received.length > 1);
  // As much as may wait.
  bob.waitingBytes = SLOW_READER_BYTES;
  await bob.untilStamped(alice.say('a delta'));
  bob.waitingBytes = SLOW_READER_BYTES + 1;
  await alice.untilStamped(alice.say('the last one before'));
  const before = bob.received.length;
  for (const text of ['a', 'b', 'c']) await alice.untilStamped(alice.say(text));
  clock.advance(1_000);
  expect(bob.received.length).toBe(before);
  bob.waitingBytes = 0;
  clock.advance(DRAIN_CHECK_MS);
  await bob.until(({ segment }) => segment.stamps.size === 5);
  expect(bob.received.length).toBe(before + 1);
  await bob.untilStamped(alice.say('d'));
  expect(Y.encodeStateVector(bob.doc)).toEqual(Y.encodeStateVector(alice.doc));
});

test('CH5 one step leaves as one frame, the same bytes for everybody', async () => {
  const { seat, relay } = await setStage();
  const bob = seat('bob');
  const carol = seat('carol');
  for (const replica of [bob, carol]) await replica.until(({ received }) => received.length > 1);
  const before = bob.received.length;
  const alice = new Replica(relay, grantOf('alice'));
  for (let i = 0; i < 10; i++) alice.say(`${i}`);
  alice.connect();
  await bob.until(({ segment }) => segment.stamps.size === 10);
  await carol.until(({ segment }) => segment.stamps.size === 10);
  expect(bob.received.length).toBe(before + 1);
  expect(bob.received.at(-1)).toBe(carol.received.at(-1));
});

test('CH6 a disconnection closes what matches, and what waited there is not taken', async () => {
  const { seat, relay, journal } = await setStage();
  const alice = seat('alice');
  const other = seat('alice', segmentRef(), { device: 'alice-laptop' as DeviceId });
  const bob = seat('bob');
  for (const replica of [alice, other, bob]) await replica.until(({ received }) => received.length > 1);
  journal().hold();
  const held = bob.say('first');
  await journal().untilHeld(1);
  const late = alice.say('too late');
  relay.disconnect({ user: 'alice' as UserId, device: 'alice-phone' as DeviceId }, 'device-revoked');
  expect(alice.closed?.reason).toBe('device-revoked');
  expect(other.closed).toBeUndefined();
  journal().release();
  await bob.untilStamped(held);
  await bob.untilStamped(bob.say('second'));
  expect(bob.segment.stamps.has(late.id)).toBe(false);
  relay.disconnect({ user: 'alice' as UserId, room: ROOM }, 'removed-from-room');
  expect(other.closed?.reason).toBe('removed-from-room');
});

test('CH7 what was received before somebody merely left is taken', async () => {
  const { seat, journal } = await setStage();
  const alice = seat('alice');
  const bob = seat('bob');
  for (const replica of [alice, bob]) await replica.until(({ received }) => received.length > 1);
  journal().hold();
  bob.say('first');
  await journal().untilHeld(1);
  const last = alice.say('and off');
  alice.disconnect();
  journal().release();
  await bob.untilStamped(last);
});

test('CH8 arrivals and departures are told once a person and once a device', async () => {
  const { seat, relay } = await setStage();
  await relay.userDocumentIndex('alice' as UserId);
  const events: string[] = [];
  relay.subscribe((event: RelayEvent) => {
    if (event.type.includes('-arrived') || event.type.includes('-left')) events.push(event.type);
  });
  expect(relay.isPresent('alice' as UserId)).toBe(false);
  const one = seat('alice', userRef('alice'));
  const two = seat('alice', userRef('alice'));
  expect(relay.isPresent('alice' as UserId)).toBe(true);
  one.disconnect();
  two.disconnect();
  expect(events).toEqual(['device-arrived', 'user-arrived', 'device-left', 'user-left']);
});

test('CH9 events are told after the commit', async () => {
  const { seat, relay, journal } = await setStage();
  const alice = seat('alice');
  await alice.until(({ received }) => received.length > 1);
  const events: RelayEvent['type'][] = [];
  relay.subscribe(({ type }) => events.push(type));
  journal().hold();
  const message = alice.say('x');
  await journal().untilHeld(1);
  expect(events).toEqual([]);
  journal().release();
  await alice.untilStamped(message);
  await relay.chain(ROOM);
  expect(events).toContain('room-changed');
});

test('CH10 closing ends every channel with "try again", and nothing is accepted afterwards', async () => {
  const { seat, relay } = await setStage();
  const alice = seat('alice');
  const message = alice.say('x');
  await alice.untilStamped(message);
  await relay.close();
  await relay.close();
  expect(alice.closed?.reason).toBe('going-away');
  const late = seat('bob');
  await late.untilClosed();
  expect(late.closed?.reason).toBe('going-away');
});

test('CH11 a slow reader that asks again and again makes nothing pile up', async () => {
  const { seat, clock } = await setStage();
  const alice = seat('alice');
  const bob = seat('bob');
  await alice.untilStamped(alice.say('x'));
  await bob.until(({ segment }) => segment.stamps.size === 1);
  bob.waitingBytes = SLOW_READER_BYTES + 1;
  const before = bob.received.length;
  for (let i = 0; i < 100; i++) bob.sendRaw(messages.step1(new Uint8Array([0])));
  for (let i = 1; i <= 5; i++)
    alice.sendRaw(
      messages.awareness([
        { client: 7, clock: i, state: JSON.stringify({ user: 'alice', device: 'alice-phone' }) },
      ]),
    );
  expect(bob.received.length).toBe(before);
  bob.waitingBytes = 0;
  clock.advance(1_000);
  await bob.until(({ received }) => received.length > before);
  expect(bob.received.length).toBe(before + 1);
});

test('CH12 nobody gets an update before what stood before it', async () => {
  const { seat, relay } = await setStage();
  const alice = seat('alice');
  await alice.untilStamped(alice.say('before'));
  const frames: messages.Message[] = [];
  const channel = relay.open(segmentRef(), grantOf('bob'), {
    send: (frame) => frames.push(messages.decodeMessage(frame)),
    close: () => undefined,
    waitingBytes: () => 0,
    hold: () => true,
  });
  await relay.chain(ROOM);
  await alice.untilStamped(alice.say('meanwhile'));
  expect(frames.map(({ kind }) => kind)).toEqual(['step-1']);
  channel.receive(messages.step1(new Uint8Array([0])));
  await alice.untilStamped(alice.say('after'));
  expect(frames.map(({ kind }) => kind)).toEqual(['step-1', 'update', 'update']);
});

test('CH11 a slow reader whose state vector is none is refused, and nothing else happens', async () => {
  const { seat, clock } = await setStage();
  const alice = seat('alice');
  const mallory = seat('mallory');
  await mallory.until(({ received }) => received.length > 1);
  mallory.waitingBytes = SLOW_READER_BYTES + 1;
  mallory.sendRaw(messages.step1(new Uint8Array([200])));
  await mallory.untilClosed();
  expect(mallory.closed?.reason).toBe('frame-invalid');
  mallory.waitingBytes = 0;
  clock.advance(1_000);
  await alice.untilStamped(alice.say('fine'));
});

test('CH6 what waits of somebody who left before being disconnected is not taken either', async () => {
  const { seat, relay, clock } = await setStage({ rate: { perSecond: 1, burst: 2 } });
  const bob = seat('bob');
  const mallory = seat('mallory');
  const said = [];
  for (const text of ['1', '2', '3']) {
    said.push(mallory.say(text));
    if (said.length < 3) await bob.untilStamped(said.at(-1)!);
  }
  await relay.chain(ROOM);
  mallory.disconnect();
  relay.disconnect({ user: 'mallory' as UserId, room: ROOM }, 'removed-from-room');
  clock.advance(60_000);
  await bob.untilStamped(bob.say('and now?'));
  expect(bob.texts()).toEqual(['1', '2', 'and now?']);
});

test('CH6 what waits of a revoked device is not taken, though its socket ends first', async () => {
  const { seat, relay, journal } = await setStage();
  const bob = seat('bob');
  const alice = seat('alice');
  for (const replica of [alice, bob]) await replica.until(({ received }) => received.length > 1);
  const device = 'alice-phone' as DeviceId;
  journal().hold();
  bob.say('first');
  await journal().untilHeld(1);
  alice.say('too late');
  alice.disconnect();
  relay.disconnect({ user: 'alice' as UserId, device }, 'device-revoked');
  journal().release();
  await bob.untilStamped(bob.say('second'));
  expect(bob.texts()).toEqual(['first', 'second']);
});
