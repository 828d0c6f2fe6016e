import type { DeviceId, UserId } from '@skein/shared/ids';
import { AUTHORIZATION_MS, PARK_AFTER_MS } from '@skein/shared/limits';
import { decodeRelayFrame } from '@skein/shared/frames';
import { type Refusal, refusalOfCode } from '@skein/shared/refusals';
import { segmentOf } from '@skein/shared/segment';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import * as messages from '../messages.ts';
import type { Authorization, RoomAuthorization } from '../ports.ts';
import { authorizationOf, closeCode, grantOf, messageOf, ROOM, segmentRef } from '../testing.ts';
import { appended, HEAD, manyChannels, openHouse } from './testing.ts';

/** What becomes of channels while permissions come, change and go: exactly the right ones close, and at once. */

const ALICE = 'alice' as UserId;
const NOTHING = messages.step1(new Uint8Array([0]));

type Client = ReturnType<Awaited<ReturnType<typeof manyChannels>>['connect']>;

/** All that a channel has sent. */
const heard = (client: Client, channel: number): number =>
  client.socket.sent
    .map(decodeRelayFrame)
    .filter((frame) => frame.kind === 'data' && frame.channel === channel).length;

const closings = (client: Client): Record<number, Refusal> =>
  Object.fromEntries(
    client
      .controls()
      .flatMap((control) => (control.type === 'closed' ? [[control.channel, control.reason]] : [])),
  );

const ticks = async (count: number): Promise<void> => {
  for (let tick = 0; tick < count; tick++) await Promise.resolve();
};

/** A hook whose answers a test gives. */
const asked = () => {
  let answer: (authorization: Authorization) => void = () => undefined;
  let wake: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => (wake = resolve));
  const authorize = (): Promise<Authorization> => {
    wake();
    return new Promise((resolve) => (answer = resolve));
  };
  return {
    hook: { ...openHouse, authorize },
    isAsked,
    says: (authorization: Authorization) => answer(authorization),
  };
};

/** Longer than it takes from the token to the first answer of a document, counted in turns of promises. */
const TURNS = 60;

describe.each([
  ['of a device', { user: ALICE, device: 'alice-phone' as DeviceId }, 'device-revoked'],
  ['of a whole account', { user: ALICE }, 'device-revoked'],
  ['of a member', { user: ALICE, room: ROOM }, 'removed-from-room'],
] as const)('PE1 the end %s', (_, which, reason) => {
  test('takes effect whatever the channel is at, and nothing is sent any more', async () => {
    let subscribed = 0;
    for (let turn = 0; turn <= TURNS; turn++) {
      const { connect, relay, seat, clock } = await manyChannels();
      const bob = seat('bob');
      await bob.untilStamped(bob.say('before'));
      bob.disconnect();
      // Not in memory any more: it has to be read.
      clock.advance(2 * PARK_AFTER_MS);
      while (relay.documentCount() > 0) await new Promise((resolve) => setImmediate(resolve));
      const alice = connect();
      alice.token('alice');
      await alice.untilControl('accepted');
      alice.open(1);
      alice.data(1, NOTHING);
      await ticks(turn);
      const before = heard(alice, 1);
      relay.disconnect(which, reason);
      if (before > 1) subscribed += 1;
      bob.connect();
      await bob.untilStamped(bob.say('after'));
      expect(heard(alice, 1)).toBe(before);
      const said = 'room' in which ? closings(alice)[1] : refusalOfCode(alice.socket.closed?.code ?? 0);
      expect(said).toBe(reason);
    }
    // The last turns came when all was there.
    expect(subscribed).toBeGreaterThan(0);
    expect(subscribed).toBeLessThan(TURNS);
  });

  test('wins over what is on its way: it is not taken', async () => {
    const { connect, relay, seat, journal } = await manyChannels();
    const alice = connect();
    alice.token('alice');
    alice.open(1);
    await alice.untilData(1);
    const bob = seat('bob');
    await bob.until(({ received }) => received.length > 1);
    journal().hold();
    const first = bob.say('first');
    await journal().untilHeld(1);
    const late = appended('alice');
    alice.data(1, late.update);
    relay.disconnect(which, reason);
    journal().release();
    await bob.untilStamped(first);
    await bob.untilStamped(bob.say('next'));
    expect(bob.segment.stamps.has(late.id)).toBe(false);
  });
});

test('PE2 a removal closes every channel to the room, of all devices and segments, and no other', async () => {
  const { connect, relay, seat } = await manyChannels();
  const other = 'other' as typeof ROOM;
  await relay.createRoom(other);
  await relay.userDocumentIndex(ALICE);
  const writer = seat('bob');
  await writer.untilStamped(writer.say('in the first segment'));
  await relay.closeSegment(ROOM);
  const [phone, laptop, bob] = [connect(), connect(), connect()];
  for (const [client, token] of [
    [phone, 'alice/alice-phone'],
    [laptop, 'alice/alice-laptop'],
    [bob, 'bob'],
  ] as const) {
    client.token(token);
    const own = token === 'bob' ? [] : ['user/alice/0'];
    for (const [index, name] of [HEAD, `room/${ROOM}/1`, `room/${other}/0`, ...own].entries())
      client.open(index + 1, name);
    await client.untilData(3 + own.length);
  }
  relay.disconnect({ user: ALICE, room: ROOM }, 'removed-from-room');
  for (const client of [phone, laptop]) {
    expect(closings(client)).toEqual({ 1: 'removed-from-room', 2: 'removed-from-room' });
    expect(client.socket.closed).toBeUndefined();
  }
  expect(closings(bob)).toEqual({});
  phone.data(3, appended('alice').update);
  const witness = seat('carol', segmentRef(0, other));
  await witness.until(({ segment }) => segment.stamps.size === 1);
});

test('PE3 the end of an account ends every socket of every device, and nobody else’s', async () => {
  const { connect, relay, seat } = await manyChannels();
  const clients = ['alice/phone', 'alice/laptop', 'alice/phone', 'bob'].map((token) => {
    const client = connect();
    client.token(token);
    client.open(1);
    return client;
  });
  for (const client of clients) await client.untilData(1);
  relay.disconnect({ user: ALICE }, 'device-revoked');
  expect(clients.map(({ socket }) => socket.closed?.code)).toEqual([
    ...Array.from({ length: 3 }, () => closeCode('device-revoked')),
    undefined,
  ]);
  const carol = seat('carol');
  await carol.untilStamped(carol.say('life goes on'));
});

describe('PE4 another role', () => {
  /** Alice moderates until she is an owner no more. */
  const withOwner = async () => {
    let moderator = true;
    const stage = await manyChannels(
      authorizationOf(({ user, device }) => ({
        answer: 'yes',
        grant: grantOf(user, {
          device,
          devices: new Set([device]),
          moderator: moderator && user === 'alice',
        }),
      })),
    );
    const alice = stage.connect();
    alice.token('alice');
    alice.open(1);
    alice.data(1, NOTHING);
    const bob = stage.seat('bob');
    const message = bob.say('not to everybody’s liking');
    await bob.untilStamped(message);
    const retraction = (): Uint8Array => {
      const doc = new Y.Doc();
      const amendment = {
        id: 'a1',
        message: message.id,
        author: ALICE,
        device: 'alice-phone',
        at: 1,
        retract: true,
      };
      segmentOf(doc).amendments.push([amendment as never]);
      return messages.update(Y.encodeStateAsUpdate(doc));
    };
    const loses = (): void => {
      moderator = false;
      stage.relay.disconnect({ user: ALICE, room: ROOM }, 'chain-moved');
    };
    return { ...stage, alice, bob, message, retraction, loses };
  };

  test('counts at once, in the same socket', async () => {
    const { alice, bob, retraction, loses } = await withOwner();
    await alice.untilData(1);
    loses();
    expect(closings(alice)).toEqual({ 1: 'chain-moved' });
    alice.data(1, retraction());
    alice.open(2);
    alice.data(2, retraction());
    expect(await alice.untilControl('closed', 2)).toMatchObject({ reason: 'deletion-foreign' });
    expect(alice.socket.closed).toBeUndefined();
    expect(bob.texts()).toEqual(['not to everybody’s liking']);
  });

  test('counts for what waits for its step', async () => {
    const { alice, bob, journal, retraction, loses } = await withOwner();
    await alice.untilData(1);
    journal().hold();
    const next = bob.say('next');
    await journal().untilHeld(1);
    alice.data(1, retraction());
    loses();
    journal().release();
    await bob.untilStamped(next);
    await bob.untilStamped(bob.say('last'));
    expect(bob.texts()).toEqual(['not to everybody’s liking', 'next', 'last']);
  });

  test('is the new one for a channel that was being opened', async () => {
    const { isAsked, hook, says } = asked();
    const { connect, relay } = await manyChannels(hook);
    const alice = connect();
    alice.token('alice');
    alice.open(1);
    await isAsked;
    relay.disconnect({ user: ALICE, room: ROOM }, 'chain-moved');
    says({ answer: 'yes', grant: grantOf('alice', { moderator: true }) });
    expect(await alice.untilControl('closed', 1)).toMatchObject({ reason: 'chain-moved' });
    expect(heard(alice, 1)).toBe(0);
  });
});

describe('PE5 an expired token', () => {
  const untilFive = authorizationOf(
    ({ user }) => ({ answer: 'yes', grant: grantOf(user) }),
    () => 1_005_000,
  );

  test('ends the socket while a document is being opened', async () => {
    const { hook, isAsked, says } = asked();
    const { connect, clock } = await manyChannels({
      ...hook,
      identify: (token) => untilFive.identify(token),
    });
    const alice = connect();
    alice.token('alice');
    alice.open(1);
    await isAsked;
    clock.advance(5_000);
    expect(alice.socket.closed?.code).toBe(closeCode('token-expired'));
    says({ answer: 'yes', grant: grantOf('alice') });
    await ticks(TURNS);
    expect(heard(alice, 1)).toBe(0);
  });

  test('ends it while a commit is in flight; what was received in time is taken, what comes later is not', async () => {
    const { connect, clock, seat, journal } = await manyChannels(untilFive);
    const alice = connect();
    alice.token('alice');
    alice.open(1);
    await alice.untilData(1);
    const bob = seat('bob');
    await bob.until(({ received }) => received.length > 1);
    journal().hold();
    bob.say('first');
    await journal().untilHeld(1);
    const [inTime, late] = [appended('alice'), appended('alice')];
    alice.data(1, inTime.update);
    clock.advance(5_000);
    expect(alice.socket.closed?.code).toBe(closeCode('token-expired'));
    alice.data(1, late.update);
    const before = alice.socket.sent.length;
    journal().release();
    await bob.until(({ segment }) => segment.stamps.has(inTime.id));
    await bob.untilStamped(bob.say('next'));
    expect(bob.segment.stamps.has(late.id)).toBe(false);
    expect(alice.socket.sent.length).toBe(before);
  });
});

describe('PE6 a hook', () => {
  const ask = async (answer: RoomAuthorization['authorize']) => {
    const stage = await manyChannels({ ...openHouse, authorize: (...question) => answer(...question) });
    const alice = stage.connect();
    alice.token('alice');
    await alice.untilControl('accepted');
    return { ...stage, alice };
  };

  test.each([
    ['that does not answer', 'cannot-ask', () => new Promise<never>(() => undefined)],
    ['that fails', 'cannot-ask', () => Promise.reject(new Error('away'))],
    ['that says it could not ask', 'cannot-ask', async () => ({ answer: 'cannot-ask' }) as const],
    ['that says no', 'room-forbidden', async () => ({ answer: 'no', reason: 'room-forbidden' }) as const],
  ] as const)('%s closes the channel it was asked about: %s', async (_, reason, answer) => {
    let isWell = true;
    const { alice, clock } = await ask((...question) =>
      isWell ? openHouse.authorize(...question) : answer(),
    );
    alice.open(1);
    await alice.untilData(1);
    isWell = false;
    alice.open(2);
    await ticks(TURNS);
    clock.advance(AUTHORIZATION_MS);
    expect(await alice.untilControl('closed', 2)).toMatchObject({ reason });
    expect(closings(alice)).toEqual({ 2: reason });
    expect(alice.socket.closed).toBeUndefined();
    isWell = true;
    alice.open(3);
    await alice.untilData(3);
  });

  test.each([
    ['that does not answer', () => new Promise<never>(() => undefined)],
    ['that fails', () => Promise.reject(new Error('away'))],
  ] as const)('%s at a renewal leaves who is in', async (_, answer) => {
    let isWell = true;
    const { alice, clock, seat } = await ask((...question) =>
      isWell ? openHouse.authorize(...question) : answer(),
    );
    alice.open(1);
    alice.data(1, NOTHING);
    await alice.untilData(1);
    isWell = false;
    alice.token('alice');
    await alice.socket.until(() => alice.controls().filter(({ type }) => type === 'accepted').length === 2);
    await ticks(TURNS);
    clock.advance(AUTHORIZATION_MS);
    await ticks(TURNS);
    expect(closings(alice)).toEqual({});
    const bob = seat('bob');
    const message = bob.say('still there?');
    await alice.socket.until(() => segmentOf(alice.replica(1)).stamps.has(message.id));
  });

  test('that still thinks about a renewal does not bring back who was removed meanwhile', async () => {
    const { hook, isAsked, says } = asked();
    let isWell = true;
    const { alice, relay } = await ask((...question) =>
      isWell ? openHouse.authorize(...question) : hook.authorize(),
    );
    alice.open(1);
    await alice.untilData(1);
    isWell = false;
    alice.token('alice');
    await isAsked;
    relay.disconnect({ user: ALICE, room: ROOM }, 'removed-from-room');
    says({ answer: 'yes', grant: grantOf('alice') });
    await ticks(TURNS);
    expect(closings(alice)).toEqual({ 1: 'removed-from-room' });
  });
});

describe('PE7 what somebody posts while they are removed', () => {
  const posting = async () => {
    const stage = await manyChannels();
    const removes = (): void => stage.relay.disconnect({ user: ALICE, room: ROOM }, 'removed-from-room');
    return { ...stage, removes, message: messageOf('alice', 'x') };
  };

  test('is not stamped when it waits for its step', async () => {
    const { relay, seat, journal, removes, message } = await posting();
    const bob = seat('bob');
    await bob.until(({ received }) => received.length > 1);
    journal().hold();
    bob.say('first');
    await journal().untilHeld(1);
    const posted = relay.post(ROOM, message, grantOf('alice'));
    await ticks(TURNS);
    removes();
    journal().release();
    await expect(posted).rejects.toMatchObject({ reason: 'removed-from-room' });
    expect((await relay.chain(ROOM))?.lastSeq).toBe(1);
  });

  test('is not stamped when the directory was asked before and answers after', async () => {
    const { relay, removes, message } = await posting();
    let grant: (of: ReturnType<typeof grantOf>) => void = () => undefined;
    const posted = relay.post(ROOM, message, new Promise((resolve) => (grant = resolve)));
    removes();
    grant(grantOf('alice'));
    await expect(posted).rejects.toMatchObject({ reason: 'removed-from-room' });
  });

  test('stays stamped when its commit was on its way', async () => {
    const { relay, journal, removes, message } = await posting();
    journal().hold();
    const posted = relay.post(ROOM, message, grantOf('alice'));
    await journal().untilHeld(1);
    removes();
    journal().release();
    expect(await posted).toMatchObject({ seq: 1 });
  });

  test('is nobody else’s business', async () => {
    const { relay, journal, message } = await posting();
    journal().hold();
    const first = relay.post(ROOM, messageOf('bob', 'first'), grantOf('bob'));
    await journal().untilHeld(1);
    const posted = relay.post(ROOM, message, grantOf('alice'));
    relay.disconnect({ user: 'bob' as UserId }, 'device-revoked');
    relay.disconnect({ user: ALICE, device: 'alice-laptop' as DeviceId }, 'device-revoked');
    relay.disconnect({ user: ALICE, room: 'other' as typeof ROOM }, 'removed-from-room');
    journal().release();
    await first;
    expect(await posted).toMatchObject({ seq: 2 });
  });
});
