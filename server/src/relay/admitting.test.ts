import type { UserId } from '@skein/shared/ids';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import * as messages from './messages.ts';
import { grantOf, messageOf, Replica, segmentRef, setStage, type Stage, userRef } from './testing.ts';

/** Alice and Bob have each said something; Mallory is connected. */
const room = async (): Promise<Stage & Record<'alice' | 'bob' | 'mallory', Replica>> => {
  const stage = await setStage();
  const alice = stage.seat('alice');
  const bob = stage.seat('bob');
  const mallory = stage.seat('mallory');
  const said = [alice.say('one'), bob.say('two')];
  for (const replica of [alice, bob, mallory])
    for (const message of said) await replica.untilStamped(message);
  alice.segment.cursors.set(alice.grant.device, { user: alice.grant.user, seq: 2 });
  for (const replica of [bob, mallory]) await replica.until(({ segment }) => segment.cursors.size === 1);
  return { ...stage, alice, bob, mallory };
};

describe('AD1 a change that nobody may make closes the one who made it and changes nothing', () => {
  const deeds: [string, string, (mallory: Replica, others: { alice: Replica }) => void][] = [
    [
      'a foreign author',
      'author-foreign',
      (mallory) => mallory.segment.messages.push([messageOf('alice', 'forged')]),
    ],
    ['a foreign deletion', 'deletion-foreign', (mallory) => mallory.segment.messages.delete(0)],
    [
      'a foreign cursor',
      'device-foreign',
      (mallory) => mallory.segment.cursors.set('alice-phone', { user: 'mallory' as UserId, seq: 1 }),
    ],
    [
      'a stamp',
      'root-forbidden',
      (mallory) => mallory.segment.stamps.delete([...mallory.segment.stamps.keys()][0]!),
    ],
    [
      'a foreign client id',
      'writer-foreign',
      (mallory, { alice }) => {
        mallory.doc.clientID = alice.doc.clientID;
        mallory.say('as if by her');
      },
    ],
    [
      'the client id of the relay',
      'writer-foreign',
      (mallory) => {
        const owned = new Set(mallory.segment.writers.keys());
        const clients = [...Y.decodeStateVector(Y.encodeStateVector(mallory.doc)).keys()];
        mallory.doc.clientID = clients.find((client) => !owned.has(String(client)))!;
        mallory.say('as if by the relay');
      },
    ],
    [
      'an insertion in the middle',
      'not-an-append',
      (mallory) => mallory.segment.messages.insert(1, [messageOf('mallory', 'x')]),
    ],
    ['an unknown root', 'root-unknown', (mallory) => mallory.doc.getArray('elsewhere').push([1])],
  ];
  test.each(deeds)('%s', async (_, reason, deed) => {
    const { seat, alice, bob, mallory } = await room();
    const before = [alice.state(), bob.state()];
    deed(mallory, { alice });
    await mallory.untilClosed();
    expect(mallory.closed?.reason).toBe(reason);
    expect([alice.state(), bob.state()]).toEqual(before);
    const fresh = seat('carol');
    await fresh.until(({ segment }) => segment.stamps.size === 2);
    expect(Y.encodeStateVector(fresh.doc)).toEqual(Y.encodeStateVector(alice.doc));
    await bob.untilStamped(alice.say('life goes on'));
  });
});

test('AD2 what waits behind a refused update is refused with it', async () => {
  const { mallory, bob, alice } = await room();
  mallory.segment.messages.push([messageOf('alice', 'forged')]);
  mallory.say('innocent');
  await mallory.untilClosed();
  await bob.untilStamped(alice.say('next'));
  expect(bob.texts().sort()).toEqual(['next', 'one', 'two']);
});

test('AD3 who may only read is refused at the first change, and not before', async () => {
  const { seat } = await room();
  const reader = seat('carol', segmentRef(), { access: 'read' });
  await reader.until(({ segment }) => segment.stamps.size === 2);
  reader.sendRaw(messages.update(reader.state()));
  reader.say('hello');
  await reader.untilClosed();
  expect(reader.closed?.reason).toBe('read-only');
});

test('AD4 of an update with a gap the applicable part is taken, and the rest is asked for once', async () => {
  const { alice, bob, relay } = await room();
  const dave = new Replica(relay, grantOf('dave'));
  const updates: Uint8Array[] = [];
  dave.doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const text of ['d1', 'd2', 'd3']) dave.say(text);
  const other = new Replica(relay, grantOf('dave'));
  other.connect();
  await other.until(({ segment }) => segment.stamps.size === 2);
  const asked = (): number =>
    other.received.filter((frame) => messages.decodeMessage(frame).kind === 'step-1').length;
  const before = asked();
  other.sendRaw(messages.update(updates[2]!));
  await other.until(() => asked() === before + 1);
  other.sendRaw(messages.update(updates[2]!));
  other.sendRaw(messages.update(updates[1]!));
  other.sendRaw(messages.update(updates[0]!));
  await other.until(({ segment }) => segment.messages.length === 3);
  expect(asked()).toBe(before + 1);
  expect(bob.texts().sort()).toEqual(['d1', 'one', 'two']);
  expect(alice.closed).toBeUndefined();
});

test('AD5 nobody writes into the own document of somebody else', async () => {
  const { relay, seat } = await setStage();
  await relay.userDocumentIndex('alice' as UserId);
  const mallory = seat('mallory', userRef('alice'));
  mallory.doc.getMap('drafts').set('room', { text: 'x', at: 1 });
  await mallory.untilClosed();
  expect(mallory.closed?.reason).toBe('author-foreign');
});

test.each([
  ['nothing', []],
  ['an unknown type', [9]],
  ['an auth message', [2, 0, 0]],
  ['an unknown sync message', [0, 7, 0]],
  ['a length beyond the end', [0, 2, 200]],
  ['trailing bytes', [0, 0, 1, 0, 5]],
  ['a state vector that ends early', [0, 0, 1, 200]],
  ['an awareness state that ends early', [1, 2, 1, 200]],
])('AD6 a frame that is %s closes its channel and nothing else', async (_, bytes) => {
  const { alice, bob, mallory } = await room();
  mallory.sendRaw(new Uint8Array(bytes));
  await mallory.untilClosed();
  expect(mallory.closed?.reason).toBe('frame-invalid');
  await bob.untilStamped(alice.say('fine'));
});

test('AD7 a deletion repeated with every full resync is no offence', async () => {
  const { alice, bob } = await room();
  const message = alice.say('oops');
  await bob.untilStamped(message);
  await alice.untilStamped(message);
  alice.segment.messages.delete(alice.segment.messages.length - 1);
  await bob.until(({ segment }) => segment.messages.length === 2);
  bob.disconnect();
  bob.connect();
  bob.sendRaw(messages.update(bob.state()));
  await alice.untilStamped(bob.say('still here'));
  expect(bob.closed).toBeUndefined();
});

test('AD8 a document that breaks is read again, the one who broke it is sent away, and others lose nothing', async () => {
  let calls = 0;
  const { seat, journal } = await setStage({
    // A defect of ours: once while preparing all is well, then it is not.
    policy: ({ text }) => {
      if (text === 'boom' && ++calls > 1) throw new Error('a defect');
      return undefined;
    },
  });
  const alice = seat('alice');
  const mallory = seat('mallory');
  await alice.untilStamped(alice.say('before'));
  journal().hold();
  const held = alice.say('held');
  await journal().untilHeld(1);
  const beside = alice.say('in the same step');
  mallory.say('boom');
  journal().release();
  await mallory.untilClosed();
  expect(mallory.closed?.reason).toBe('update-invalid');
  expect(await alice.untilStamped(held)).toBe(2);
  expect(await alice.untilStamped(beside)).toBe(3);
  const bob = seat('bob');
  await bob.untilStamped(beside);
  expect(bob.texts()).toEqual(['before', 'held', 'in the same step']);
  expect(alice.closed).toBeUndefined();
});
