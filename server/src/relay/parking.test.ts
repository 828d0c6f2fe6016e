import type { RoomId } from '@skein/shared/ids';
import { PARK_AFTER_MS } from '@skein/shared/limits';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import * as messages from './messages.ts';
import { grantOf, Replica, ROOM, setStage, type Stage } from './testing.ts';

/** Nobody does anything for long; resolves when the step that parks is over. */
const rest = async ({ clock, relay }: Stage): Promise<void> => {
  clock.advance(2 * PARK_AFTER_MS);
  while (relay.documentCount() > 0) await new Promise((resolve) => setImmediate(resolve));
};

test('PK1 content stays in memory until nobody has needed it for PARK_AFTER_MS', async () => {
  const { relay, seat, clock } = await setStage();
  const alice = seat('alice');
  await alice.until(({ received }) => received.length > 1);
  // It is looked for twice in that time; this is right after such a look.
  clock.advance(PARK_AFTER_MS / 2 + 1);
  await alice.untilStamped(alice.say('hello'));
  clock.advance(PARK_AFTER_MS - 1);
  // Another step would let go of what this one looked for.
  await relay.createRoom('other' as RoomId);
  expect(relay.documentCount()).toBe(2);
  clock.advance(PARK_AFTER_MS / 2);
  while (relay.documentCount() > 1) await new Promise((resolve) => setImmediate(resolve));
});

/** Alice and Bob talked, and say nothing any more. */
const quietRoom = async () => {
  const stage = await setStage();
  const alice = stage.seat('alice');
  const bob = stage.seat('bob');
  await bob.untilStamped(alice.say('good night'));
  await alice.untilStamped(bob.say('sleep well'));
  await bob.until(({ segment }) => segment.stamps.size === 2);
  await rest(stage);
  return { stage, alice, bob };
};

const shown = (replica: Replica, clock: number): Uint8Array =>
  messages.awareness([
    {
      client: replica.doc.clientID,
      clock,
      state: JSON.stringify({ user: replica.grant.user, device: replica.grant.device, clock }),
    },
  ]);

test('PK1 a document leaves memory, and who listens gets what is written later', async () => {
  const { stage, alice, bob } = await quietRoom();
  expect(stage.relay.documentCount()).toBe(0);
  expect(await bob.untilStamped(alice.say('good morning'))).toBe(3);
  expect(stage.relay.documentCount()).toBe(1);
});

test('PK2 who has all and brings nothing is answered without loading it', async () => {
  const { stage, alice } = await quietRoom();
  alice.disconnect();
  alice.received.length = 0;
  alice.connect();
  await alice.until(({ received }) => received.length === 2);
  const answer = messages.decodeMessage(alice.received[1] ?? new Uint8Array());
  expect(answer).toEqual({ kind: 'update', update: new Uint8Array([0, 0]) });
  await stage.relay.chain(ROOM);
  expect(stage.relay.documentCount()).toBe(0);
});

test('PK2 deletions that are known are nothing new, and are in the answer', async () => {
  const stage = await setStage();
  const alice = stage.seat('alice');
  await alice.untilStamped(alice.say('said and taken back'));
  alice.segment.messages.delete(0);
  await alice.untilStamped(alice.say('said'));
  const copy = new Replica(stage.relay, grantOf('alice'));
  Y.applyUpdate(copy.doc, alice.state());
  await rest(stage);
  copy.connect();
  await copy.until(({ received }) => received.length === 2);
  const answer = messages.decodeMessage(copy.received[1] ?? new Uint8Array());
  expect(answer.kind === 'update' && Y.decodeUpdate(answer.update).ds.clients.size).toBe(1);
  expect(stage.relay.documentCount()).toBe(0);
});

test('PK3 who has less gets the rest', async () => {
  const { stage } = await quietRoom();
  const carol = stage.seat('carol');
  await carol.until(({ segment }) => segment.stamps.size === 2);
  expect(carol.texts()).toEqual(['good night', 'sleep well']);
});

test('PK3 a deletion alone is something new', async () => {
  const { stage, alice, bob } = await quietRoom();
  alice.segment.messages.delete(0);
  await bob.until(({ segment }) => segment.messages.length === 1);
  expect(stage.relay.documentCount()).toBe(1);
});

test('PK3 what was written offline while it was parked is taken', async () => {
  const { alice, bob } = await quietRoom();
  alice.disconnect();
  const message = alice.say('dreamt of the sea');
  alice.connect();
  expect(await bob.untilStamped(message)).toBe(3);
});

test('PK3 what is no update is refused here too', async () => {
  const { alice } = await quietRoom();
  alice.sendRaw(messages.update(new Uint8Array([1, 2, 3])));
  await alice.untilClosed();
  expect(alice.closed?.reason).toBe('update-invalid');
});

test('PK4 presence goes on, and does not load it', async () => {
  const { stage, bob } = await quietRoom();
  const carol = stage.seat('carol');
  await carol.until(({ segment }) => segment.stamps.size === 2);
  await rest(stage);
  carol.sendRaw(shown(carol, 1));
  await bob.until(({ received }) => {
    const last = messages.decodeMessage(received.at(-1) ?? new Uint8Array());
    return last.kind === 'awareness' && last.entries[0]?.client === carol.doc.clientID;
  });
  expect(stage.relay.documentCount()).toBe(0);
});

test('PK4 an id under which somebody wrote cannot be claimed by somebody else', async () => {
  const { stage, alice, bob } = await quietRoom();
  const heard = bob.received.length;
  const mallory = stage.seat('mallory');
  await mallory.until(({ segment }) => segment.stamps.size === 2);
  await rest(stage);
  mallory.sendRaw(
    messages.awareness([
      {
        client: alice.doc.clientID,
        clock: 9,
        state: JSON.stringify({ user: 'mallory', device: 'mallory-phone' }),
      },
    ]),
  );
  await bob.untilStamped(alice.say('it is me'));
  const kinds = bob.received.slice(heard).map((frame) => messages.decodeMessage(frame).kind);
  expect(kinds).not.toContain('awareness');
});

test('PK5 after a restart it is not loaded for those who have it', async () => {
  const { stage, alice } = await quietRoom();
  await stage.relay.close();
  const { relay } = await setStage({ store: stage.store });
  await relay.chain(ROOM);
  const before = relay.documentCount();
  const again = new Replica(relay, alice.grant);
  Y.applyUpdate(again.doc, alice.state());
  again.connect();
  await again.until(({ received }) => received.length === 2);
  expect(relay.documentCount()).toBe(before);
});

test('PK5 what was written after parking is there after a restart', async () => {
  const { stage, alice, bob } = await quietRoom();
  const before = alice.state();
  await alice.untilStamped(bob.say('up already?'));
  await stage.relay.close();
  const { relay } = await setStage({ store: stage.store });
  const behind = new Replica(relay, alice.grant);
  Y.applyUpdate(behind.doc, before);
  behind.connect();
  await behind.until(({ segment }) => segment.stamps.size === 3);
});

test('PK6 a document that nobody listens to is let go of, and comes back', async () => {
  const { stage, alice, bob } = await quietRoom();
  alice.disconnect();
  bob.disconnect();
  const carol = stage.seat('carol');
  await carol.until(({ segment }) => segment.stamps.size === 2);
  carol.disconnect();
  await rest(stage);
  const dave = stage.seat('dave');
  await dave.until(({ segment }) => segment.stamps.size === 2);
});
