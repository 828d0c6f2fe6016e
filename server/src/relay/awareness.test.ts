import type { DocumentRef } from '@skein/shared/documents';
import { AWARENESS_BYTES, AWARENESS_PER_SECOND } from '@skein/shared/limits';
import { expect, test } from 'vitest';
import * as messages from './messages.ts';
import { Replica, segmentRef, setStage } from './testing.ts';

const shows = (replica: Replica, clock: number, over: object = {}, client = replica.doc.clientID): void => {
  const { user, device } = replica.grant;
  replica.sendRaw(messages.awareness([{ client, clock, state: JSON.stringify({ user, device, ...over }) }]));
};

const leaves = (replica: Replica, clock: number): void =>
  replica.sendRaw(messages.awareness([{ client: replica.doc.clientID, clock, state: 'null' }]));

/** Every state this replica was ever sent, oldest first. */
const seen = (replica: Replica): { client: number; clock: number; state: unknown }[] =>
  replica.received
    .map((frame) => messages.decodeMessage(frame))
    .flatMap((message) => (message.kind === 'awareness' ? message.entries : []))
    .map(({ client, clock, state }) => ({ client, clock, state: JSON.parse(state) as unknown }));

const pair = async (document: DocumentRef = segmentRef()) => {
  const stage = await setStage();
  const alice = stage.seat('alice', document);
  const bob = stage.seat('bob', document);
  for (const replica of [alice, bob]) await replica.until(({ received }) => received.length > 1);
  return { ...stage, alice, bob };
};

test('AW1 a state is shown to the others, to those who come later, and taken away when its connection ends', async () => {
  const { alice, bob, seat } = await pair();
  shows(alice, 1, { typing: true });
  const expected = {
    client: alice.doc.clientID,
    clock: 1,
    state: { user: 'alice', device: 'alice-phone', typing: true },
  };
  expect(seen(bob)).toEqual([expected]);
  expect(seen(alice)).toEqual([]);
  const carol = seat('carol');
  await carol.until((replica) => seen(replica).length === 1);
  alice.disconnect();
  expect(seen(carol)).toEqual([expected, { ...expected, state: null }]);
});

test('AW2 a state that names somebody else is shown to nobody, and closes nobody: stock clients echo', async () => {
  const { alice, bob } = await pair();
  shows(alice, 1, { user: 'bob' });
  shows(alice, 2, { device: 'other' });
  expect(seen(bob)).toEqual([]);
  expect(alice.closed).toBeUndefined();
});

test('AW3 what a client echoes of others is neither shown nor counted', async () => {
  const { alice, bob, seat } = await pair();
  shows(alice, 1);
  shows(bob, 1);
  const carol = seat('carol');
  await carol.until((replica) => seen(replica).length === 2);
  for (let i = 0; i < 100; i++)
    shows(bob, 5 + i, { user: 'alice', device: 'alice-phone' }, alice.doc.clientID);
  expect(seen(carol)).toHaveLength(2);
  shows(bob, 2, { typing: true });
  expect(seen(carol)).toHaveLength(3);
});

test('AW4 nobody takes the state of somebody else away', async () => {
  const { alice, bob, seat } = await pair();
  shows(alice, 1);
  shows(bob, 1);
  const carol = seat('carol');
  await carol.until((replica) => seen(replica).length === 2);
  bob.sendRaw(messages.awareness([{ client: alice.doc.clientID, clock: 9, state: 'null' }]));
  expect(seen(carol)).toHaveLength(2);
});

test('AW5 a client id that somebody shows is nobody else’s to write under', async () => {
  const { alice, bob } = await pair();
  shows(alice, 1);
  bob.doc.clientID = alice.doc.clientID;
  bob.say('as if by her');
  await bob.untilClosed();
  expect(bob.closed?.reason).toBe('writer-foreign');
});

test('AW6 a client id of somebody who wrote cannot be claimed', async () => {
  const { alice, bob, seat } = await pair();
  await bob.untilStamped(alice.say('x'));
  alice.disconnect();
  shows(bob, 1, {}, alice.doc.clientID);
  const carol = seat('carol');
  await carol.until(({ segment }) => segment.stamps.size === 1);
  expect(seen(carol)).toEqual([]);
});

test('AW7 an empty state claims its id and is shown to nobody', async () => {
  const { alice, bob } = await pair();
  alice.sendRaw(messages.awareness([{ client: alice.doc.clientID, clock: 0, state: '{}' }]));
  expect(seen(bob)).toEqual([]);
  bob.doc.clientID = alice.doc.clientID;
  bob.say('as if by her');
  await bob.untilClosed();
  expect(bob.closed?.reason).toBe('writer-foreign');
});

test('AW8 a connection has one state', async () => {
  const { alice, bob } = await pair();
  shows(alice, 1);
  shows(alice, 1, {}, 4711);
  expect(seen(bob)).toHaveLength(1);
});

test('AW9 a state that is too large closes its connection', async () => {
  const { alice, bob } = await pair();
  const bare = JSON.stringify({ user: 'alice', device: 'alice-phone', bulk: '' }).length;
  shows(alice, 1, { bulk: 'x'.repeat(AWARENESS_BYTES - bare) });
  expect(seen(bob)).toHaveLength(1);
  shows(alice, 2, { bulk: 'x'.repeat(AWARENESS_BYTES - bare + 1) });
  await alice.untilClosed();
  expect(alice.closed?.reason).toBe('too-large');
});

test('AW10 of too many in one second the last is shown when the second is over', async () => {
  const { alice, bob, clock } = await pair();
  for (let i = 1; i <= AWARENESS_PER_SECOND + 20; i++) shows(alice, i);
  expect(seen(bob)).toHaveLength(AWARENESS_PER_SECOND);
  clock.advance(1_000);
  expect(seen(bob)).toHaveLength(AWARENESS_PER_SECOND + 1);
  expect(seen(bob).at(-1)?.clock).toBe(AWARENESS_PER_SECOND + 20);
});

test('AW10 empty states count like others', async () => {
  const { alice, bob, clock } = await pair();
  shows(alice, 1);
  for (let i = 2; i <= AWARENESS_PER_SECOND + 20; i++) leaves(alice, i);
  expect(seen(bob)).toHaveLength(AWARENESS_PER_SECOND);
  clock.advance(1_000);
  expect(seen(bob)).toHaveLength(AWARENESS_PER_SECOND + 1);
});

test('AW11 leaving by oneself is told once', async () => {
  const { alice, bob } = await pair();
  shows(alice, 1);
  leaves(alice, 2);
  alice.disconnect();
  expect(seen(bob).map(({ state }) => state)).toEqual([{ user: 'alice', device: 'alice-phone' }, null]);
});

test('AW12 the same person’s new connection takes the id of one that has not noticed its end', async () => {
  const { alice, bob, relay } = await pair();
  shows(alice, 1);
  const again = new Replica(relay, alice.grant);
  again.doc.clientID = alice.doc.clientID;
  again.connect();
  await again.until(({ received }) => received.length > 1);
  shows(again, 2);
  alice.disconnect();
  expect(seen(bob).map(({ clock, state }) => [clock, state !== null])).toEqual([
    [1, true],
    [2, true],
  ]);
});

test('AW13 asking for all states gives those of the others', async () => {
  const { alice, bob } = await pair();
  shows(alice, 1);
  bob.sendRaw(new Uint8Array([3]));
  expect(seen(bob)).toHaveLength(2);
});
