import type { AmendmentId, MessageId } from '@skein/shared/ids';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { grantOf, messageOf, Replica, ROOM, segmentRef, setStage } from './testing.ts';

test('ST1 a message gets the next seq, and everybody gets it with its stamp', async () => {
  const { seat } = await setStage();
  const alice = seat('alice');
  const bob = seat('bob');
  const first = alice.say('one');
  expect(await bob.untilStamped(first)).toBe(1);
  const second = bob.say('two');
  expect(await alice.untilStamped(second)).toBe(2);
  expect(bob.texts()).toEqual(['one', 'two']);
  expect(alice.segment.stamps.get(first.id)).toMatchObject({ seq: 1, author: 'alice' });
});

test('ST2 what was composed offline is stamped in the order it was written, after what others wrote meanwhile', async () => {
  const { seat, relay } = await setStage();
  const bob = seat('bob');
  const alice = new Replica(relay, grantOf('alice'));
  const mine = [alice.say('a'), alice.say('b'), alice.say('c')];
  await bob.untilStamped(bob.say('meanwhile'));
  alice.connect();
  await bob.untilStamped(mine[2]!);
  expect(mine.map(({ id }) => bob.segment.stamps.get(id)?.seq)).toEqual([2, 3, 4]);
});

test('ST2 what two tabs composed offline in turn is stamped in the order they showed it', async () => {
  const { seat, relay } = await setStage();
  const bob = seat('bob');
  const one = new Replica(relay, grantOf('alice'));
  const other = new Replica(relay, grantOf('alice'));
  const mine = [one, other, one, other, one].map((tab, index) => {
    Y.applyUpdate(tab.doc, (tab === one ? other : one).state());
    return tab.say(`message ${index}`);
  });
  one.connect();
  await bob.untilStamped(mine.at(-1)!);
  expect(mine.map(({ id }) => bob.segment.stamps.get(id)?.seq)).toEqual([1, 2, 3, 4, 5]);
});

test('ST3 a message id that was used before is erased, and its first stamp stays', async () => {
  const { seat } = await setStage();
  const alice = seat('alice');
  const bob = seat('bob');
  const message = alice.say('once');
  await bob.untilStamped(message);
  alice.segment.messages.push([message]);
  await bob.untilStamped(alice.say('later'));
  expect(bob.texts()).toEqual(['once', 'later']);
  expect(bob.segment.stamps.get(message.id)?.seq).toBe(1);
});

test('ST4 one id twice in one update gets one stamp', async () => {
  const { seat, relay } = await setStage();
  const bob = seat('bob');
  const alice = new Replica(relay, grantOf('alice'));
  const message = alice.say('twice');
  alice.segment.messages.push([message]);
  alice.connect();
  await bob.untilStamped(message);
  await bob.untilStamped(alice.say('next'));
  expect(bob.texts()).toEqual(['twice', 'next']);
});

test('ST5 an id used in a former segment points there', async () => {
  const { seat, relay } = await setStage();
  const alice = seat('alice');
  const message = alice.say('first');
  await alice.untilStamped(message);
  await relay.closeSegment(ROOM);
  const onwards = seat('alice', segmentRef(1));
  onwards.segment.messages.push([message]);
  await onwards.untilStamped(message);
  expect(onwards.segment.stamps.get(message.id)).toMatchObject({ seq: 1, in: 0 });
  expect(onwards.texts()).toEqual([]);
});

test('ST6 arrival never goes back, whatever the clock of the relay does', async () => {
  const { seat, clock } = await setStage();
  const alice = seat('alice');
  const first = alice.say('now');
  await alice.untilStamped(first);
  clock.setBack(60_000);
  const second = alice.say('earlier?');
  await alice.untilStamped(second);
  const at = (id: MessageId): number => alice.segment.stamps.get(id)?.at ?? 0;
  expect(at(second.id)).toBeGreaterThanOrEqual(at(first.id));
});

test('ST7 posting over HTTP is stamped likewise, and repeating it gives the first stamp', async () => {
  const { seat, relay } = await setStage();
  const bob = seat('bob');
  const message = messageOf('alice', 'over HTTP');
  const stamp = await relay.post(ROOM, message, grantOf('alice'));
  expect(stamp.seq).toBe(1);
  expect(await relay.post(ROOM, message, grantOf('alice'))).toEqual(stamp);
  await bob.untilStamped(message);
  expect(bob.texts()).toEqual(['over HTTP']);
});

test('ST8 posting in the name of somebody else is refused', async () => {
  const { relay } = await setStage();
  await expect(relay.post(ROOM, messageOf('bob', 'not me'), grantOf('alice'))).rejects.toMatchObject({
    reason: 'author-foreign',
  });
  await expect(
    relay.post(ROOM, messageOf('alice', 'mine'), grantOf('alice', { access: 'read' })),
  ).rejects.toMatchObject({ reason: 'read-only' });
});

test('ST9 the first struct of a Yjs client records whose it is', async () => {
  const { seat } = await setStage();
  const alice = seat('alice');
  await alice.untilStamped(alice.say('hello'));
  expect(alice.segment.writers.get(String(alice.doc.clientID))).toBe('alice');
});

test('ST10 the relay writes under one client id, however many changes it makes', async () => {
  const { seat } = await setStage();
  const alice = seat('alice');
  for (const text of ['a', 'b', 'c', 'd']) await alice.untilStamped(alice.say(text));
  const clients = [...Y.decodeStateVector(Y.encodeStateVector(alice.doc)).keys()];
  expect(clients.filter((client) => client !== alice.doc.clientID)).toHaveLength(1);
});

test('ST11 what is said beside a repeat goes where the first one is', async () => {
  const before = await setStage();
  const alice = before.seat('alice');
  const message = alice.say('first');
  await alice.untilStamped(message);
  await before.relay.closeSegment(ROOM);
  await before.relay.close();

  const { relay, seat } = await setStage({ store: before.store });
  const onwards = new Replica(relay, grantOf('alice'), segmentRef(1));
  onwards.segment.messages.push([message]);
  onwards.segment.amendments.push([
    {
      id: 'a1' as AmendmentId,
      message: message.id,
      author: message.author,
      device: message.device,
      at: 1,
      text: 'better',
    },
  ]);
  onwards.connect();
  await onwards.until(({ segment }) => segment.amendments.length === 0);
  const bob = seat('bob');
  await bob.until(({ segment }) => segment.amendments.length === 1);
});
