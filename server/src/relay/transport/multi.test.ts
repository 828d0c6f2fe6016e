import type { UserId } from '@skein/shared/ids';
import {
  CHANNELS_PER_CONNECTION,
  CONNECTIONS_PER_PERSON,
  FRAME_BYTES,
  TOKEN_DEADLINE_MS,
  WAITING_BYTES,
  WAITING_BYTES_PER_CONNECTION,
  WAITING_TOKENS,
} from '@skein/shared/limits';
import { decodeRelayFrame, type RelayControl } from '@skein/shared/frames';
import type { Message } from '@skein/shared/message';
import { segmentOf } from '@skein/shared/segment';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import * as messages from '../messages.ts';
import type { Authorization } from '../ports.ts';
import { authorizationOf, closeCode, FAR, grantOf, messageOf, ROOM } from '../testing.ts';
import { appended, HEAD, manyChannels, openHouse } from './testing.ts';

test('TM1 a token, then channels; `open` need not wait for the answer to the token', async () => {
  const { connect, relay } = await manyChannels();
  const alice = connect();
  alice.token('alice');
  alice.open(1);
  const { update, id } = appended('alice');
  alice.data(1, messages.step1(Y.encodeStateVector(new Y.Doc())));
  alice.data(1, update);
  expect(await alice.untilControl('accepted')).toEqual({
    type: 'accepted',
    expiresAt: FAR,
    epoch: relay.epoch,
  });
  await alice.socket.until(() => segmentOf(alice.replica(1)).stamps.has(id));
  expect(decodeRelayFrame(alice.socket.sent[0]!)).toMatchObject({ kind: 'control' });
});

test('TM2 many documents on one socket, each by its number', async () => {
  const { connect, relay } = await manyChannels();
  await relay.userDocumentIndex('alice' as UserId);
  const alice = connect();
  alice.token('alice');
  alice.open(1);
  alice.open(2, 'user/alice/0');
  for (const channel of [1, 2]) {
    await alice.untilData(channel);
    alice.data(channel, messages.step1(new Uint8Array([0])));
  }
  await relay.chain(ROOM);
  alice.control({ type: 'close', channel: 1 });
  await relay.post(ROOM, messageOf('bob', 'x'), grantOf('bob'));
  const before = alice.socket.sent.length;
  alice.data(1, new Uint8Array([255]));
  await relay.writeUser('alice' as UserId, ({ settings }) => settings.set('theme', 'dark'));
  const late = alice.socket.sent.slice(before).map(decodeRelayFrame);
  expect(late.map((frame) => (frame.kind === 'data' ? frame.channel : 0))).toEqual([2]);
});

describe('TM3 whoever does not show a good token in time is sent away', () => {
  test('none', async () => {
    const { connect, clock } = await manyChannels();
    const client = connect();
    clock.advance(TOKEN_DEADLINE_MS - 1);
    expect(client.socket.closed).toBeUndefined();
    clock.advance(1);
    expect(client.socket.closed?.code).toBe(closeCode('too-slow'));
  });

  test('none, but something else: nothing is kept of it', async () => {
    const { connect } = await manyChannels();
    const client = connect();
    client.open(1);
    expect(client.socket.closed?.code).toBe(closeCode('token-missing'));
  });

  test('one whose check takes long, and much else meanwhile', async () => {
    const { connect } = await manyChannels({ ...openHouse, identify: () => new Promise(() => undefined) });
    const client = connect();
    client.token('alice');
    client.open(1);
    for (let bytes = 0; bytes <= WAITING_BYTES; bytes += FRAME_BYTES)
      client.data(1, new Uint8Array(FRAME_BYTES));
    expect(client.socket.closed?.code).toBe(closeCode('too-fast'));
  });

  test('many of them at once', async () => {
    const { connect } = await manyChannels();
    const client = connect();
    for (let i = 0; i <= WAITING_TOKENS; i++) client.token('alice');
    expect(client.socket.closed?.code).toBe(closeCode('too-fast'));
  });

  test('a forged one', async () => {
    const { connect } = await manyChannels();
    const client = connect();
    client.token('forged');
    await client.socket.until(({ closed }) => closed !== undefined);
    expect(client.socket.closed?.code).toBe(closeCode('token-invalid'));
  });

  test('one that cannot be checked just now may be tried again', async () => {
    const { connect } = await manyChannels({
      ...openHouse,
      identify: () => Promise.reject(new Error('the directory is away')),
    });
    const client = connect();
    client.token('alice');
    await client.socket.until(({ closed }) => closed !== undefined);
    expect(client.socket.closed?.code).toBe(closeCode('cannot-ask'));
  });
});

describe('a token', () => {
  const renewing = async () => {
    let expiresAt = 1_000_000 + 60_000;
    const stage = await manyChannels(
      authorizationOf(
        ({ user }) => ({ answer: 'yes', grant: grantOf(user) }),
        () => expiresAt,
      ),
    );
    const client = stage.connect();
    client.token('alice');
    await client.untilControl('accepted');
    return { ...stage, client, renewUntil: (time: number) => (expiresAt = time) };
  };

  test('TM4 ends the connection when it expires', async () => {
    const { client, clock } = await renewing();
    clock.advance(60_000);
    expect(client.socket.closed?.code).toBe(closeCode('token-expired'));
  });

  test('TM5 is renewed in the open socket', async () => {
    const { client, clock, renewUntil } = await renewing();
    client.open(1);
    await client.untilData(1);
    renewUntil(1_000_000 + 120_000);
    client.token('alice');
    await client.socket.until(() => client.controls().filter(({ type }) => type === 'accepted').length === 2);
    clock.advance(60_000);
    expect(client.socket.closed).toBeUndefined();
    clock.advance(60_000);
    expect(client.socket.closed?.code).toBe(closeCode('token-expired'));
  });

  test('TM18 that was renewed counts for every channel, open or not', async () => {
    let access: 'read' | 'write' | 'none' = 'write';
    let expiresAt = 1_000_000 + 60_000;
    const { connect, clock } = await manyChannels(
      authorizationOf(
        ({ user, expiresAt }) => {
          if (expiresAt <= clock.now()) return { answer: 'no', reason: 'token-expired' };
          if (access === 'none') return { answer: 'no', reason: 'removed-from-room' };
          return { answer: 'yes', grant: grantOf(user, { access }) };
        },
        () => expiresAt,
      ),
    );
    const client = connect();
    const renew = async (seconds: number): Promise<void> => {
      const before = client.controls().filter(({ type }) => type === 'accepted').length;
      expiresAt = clock.now() + seconds * 1000;
      client.token('alice');
      const accepted = () => client.controls().filter(({ type }) => type === 'accepted').length;
      await client.socket.until(() => accepted() > before);
    };
    await renew(60);
    client.open(1);
    await client.untilData(1);

    // The same again changes nothing, and a channel is opened with the newest token.
    await renew(120);
    clock.advance(60_000);
    client.open(2);
    await client.untilData(2);

    access = 'read';
    await renew(120);
    for (const channel of [1, 2])
      expect(await client.untilControl('closed', channel)).toMatchObject({ reason: 'token-expired' });
    client.open(3);
    await client.untilData(3);

    access = 'none';
    await renew(120);
    expect(await client.untilControl('closed', 3)).toMatchObject({ reason: 'removed-from-room' });
    expect(client.socket.closed).toBeUndefined();
  });

  test('TM6 of somebody else, or of another device, is refused in the open socket', async () => {
    for (const other of ['bob', 'alice/laptop']) {
      const { client } = await renewing();
      client.token(other);
      await client.socket.until(({ closed }) => closed !== undefined);
      expect(client.socket.closed?.code).toBe(closeCode('token-invalid'));
    }
  });
});

test('TM7 a channel number is never used twice', async () => {
  const { connect } = await manyChannels();
  const client = connect();
  client.token('alice');
  client.open(2);
  await client.untilData(2);
  client.control({ type: 'close', channel: 2 });
  client.open(2);
  expect(client.socket.closed?.code).toBe(closeCode('frame-invalid'));
});

test('TM8 a channel that was never opened is an error of the client', async () => {
  const { connect } = await manyChannels();
  const client = connect();
  client.token('alice');
  await client.untilControl('accepted');
  client.data(7, messages.KEEPALIVE);
  expect(client.socket.closed?.code).toBe(closeCode('channel-unknown'));
});

test.each([
  ['what is no document', 'nonsense', 'document-unknown'],
  ['a document that is not there', `room/${ROOM}/7`, 'document-unknown'],
  ['a person that is not there', 'user/nobody/0', 'document-unknown'],
])('TM9 %s closes its channel and leaves the socket', async (_, document, reason) => {
  const { connect } = await manyChannels();
  const client = connect();
  client.token('alice');
  client.open(1, document);
  expect(await client.untilControl('closed', 1)).toMatchObject({ reason });
  client.open(2);
  await client.untilData(2);
});

test('TM10 a stranger’s channel is refused with the hook’s reason', async () => {
  const { connect } = await manyChannels();
  const eve = connect();
  eve.token('eve');
  eve.open(1);
  expect(await eve.untilControl('closed', 1)).toMatchObject({ reason: 'room-forbidden' });
});

test('TM11 an unreachable hook is no refusal', async () => {
  const { connect } = await manyChannels({ ...openHouse, authorize: async () => ({ answer: 'cannot-ask' }) });
  const client = connect();
  client.token('alice');
  client.open(1);
  expect(await client.untilControl('closed', 1)).toMatchObject({ reason: 'cannot-ask' });
});

test('TM12 who knows another life of the store has to fetch afresh', async () => {
  const { connect, relay } = await manyChannels();
  const client = connect();
  client.token('alice');
  client.open(1, HEAD, 'another');
  expect(await client.untilControl('closed', 1)).toMatchObject({ reason: 'epoch-changed' });
  client.open(2, HEAD, relay.epoch);
  await client.untilData(2);
});

test('TM13 channels and connections are bounded', async () => {
  const { connect } = await manyChannels();
  const client = connect();
  client.token('alice');
  for (let i = 1; i <= CHANNELS_PER_CONNECTION + 1; i++) client.open(i);
  expect(await client.untilControl('closed', CHANNELS_PER_CONNECTION + 1)).toMatchObject({
    reason: 'too-many',
  });
  const others = Array.from({ length: CONNECTIONS_PER_PERSON - 1 }, connect);
  for (const other of others) other.token('alice');
  for (const other of others) await other.untilControl('accepted');
  const oneTooMany = connect();
  oneTooMany.token('alice');
  await oneTooMany.socket.until(({ closed }) => closed !== undefined);
  expect(oneTooMany.socket.closed?.code).toBe(closeCode('too-many-connections'));
  others[0]!.connection.ended();
  const again = connect();
  again.token('alice');
  await again.untilControl('accepted');
});

test('RA7 what waits is bounded over all channels, whatever waits', async () => {
  const { connect, seat, journal } = await manyChannels();
  const message = (): Message => messageOf('alice', '🧵'.repeat(7_000));
  const doc = new Y.Doc();
  segmentOf(doc).messages.push(Array.from({ length: 36 }, message));
  const update = messages.update(Y.encodeStateAsUpdate(doc));
  const alice = connect();
  alice.token('alice');
  for (const channel of [1, 2, 3]) {
    alice.open(channel);
    await alice.untilData(channel);
    alice.data(channel, messages.step1(new Uint8Array([0])));
  }
  journal().hold();
  alice.data(3, messages.update(Y.encodeStateAsUpdate(new Y.Doc())));
  alice.data(3, appended('alice').update);
  await journal().untilHeld(1);

  const each = Math.floor(WAITING_BYTES / update.length);
  const fill = (): void => {
    for (const channel of [1, 2]) for (let count = 0; count < each; count++) alice.data(channel, update);
  };
  fill();
  for (let bytes = 2 * each * update.length; bytes <= WAITING_BYTES_PER_CONNECTION; bytes += update.length)
    alice.data(3, update);
  const closed = (): RelayControl[] => alice.controls().filter(({ type }) => type === 'closed');
  expect(closed()).toMatchObject([{ channel: 3, reason: 'too-fast' }]);

  journal().release();
  // What came to this document before has been dealt with.
  const bob = seat('bob');
  await bob.untilStamped(bob.say('next'));
  fill();
  expect(closed()).toHaveLength(1);
  alice.control({ type: 'close', channel: 1 });
  alice.control({ type: 'close', channel: 2 });
  alice.open(4);
  await alice.untilData(4);
  for (let count = 0; count < each; count++) alice.data(4, update);
  expect(closed()).toHaveLength(1);
});

test('TM14 a ping is answered, a frame that is none ends the socket', async () => {
  const { connect } = await manyChannels();
  const client = connect();
  client.control({ type: 'ping' });
  expect(client.controls()).toEqual([{ type: 'pong' }]);
  client.connection.receive(new Uint8Array([0, 99]));
  expect(client.socket.closed?.code).toBe(closeCode('frame-invalid'));
});

describe('TM15 a disconnection wins over an authorization that is under way', () => {
  test.each([
    ['of a room', { user: 'alice' as UserId, room: ROOM }, 'removed-from-room'],
    ['of a person', { user: 'alice' as UserId }, 'device-revoked'],
  ] as const)('%s', async (_, which, reason) => {
    let answer: (authorization: Authorization) => void = () => undefined;
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const { connect, relay, seat } = await manyChannels({
      ...openHouse,
      authorize: () => {
        asked();
        return new Promise((resolve) => (answer = resolve));
      },
    });
    const client = connect();
    client.token('alice');
    client.open(1);
    client.data(1, appended('alice').update);
    await isAsked;
    relay.disconnect(which, reason);
    answer({ answer: 'yes', grant: grantOf('alice') });
    await client.socket.until(
      ({ closed }) => closed !== undefined || client.controls().some(({ type }) => type === 'closed'),
    );
    const bob = seat('bob');
    await bob.untilStamped(bob.say('x'));
    expect(bob.texts()).toEqual(['x']);
    expect(client.replica(1).store.clients.size).toBe(0);
  });
});

test('TM16 a revoked device loses its socket, others of the person keep theirs', async () => {
  const { connect, relay } = await manyChannels();
  const phone = connect();
  const laptop = connect();
  phone.token('alice/phone');
  laptop.token('alice/laptop');
  await phone.untilControl('accepted');
  await laptop.untilControl('accepted');
  relay.disconnect({ user: 'alice' as UserId, device: 'phone' as never }, 'device-revoked');
  expect(phone.socket.closed?.code).toBe(closeCode('device-revoked'));
  expect(laptop.socket.closed).toBeUndefined();
});

test('TM17 when the socket is gone its channels are', async () => {
  const { connect, relay } = await manyChannels();
  await relay.userDocumentIndex('alice' as UserId);
  const client = connect();
  client.token('alice');
  client.open(1, 'user/alice/0');
  await client.untilData(1);
  expect(relay.isPresent('alice' as UserId)).toBe(true);
  client.connection.ended();
  expect(relay.isPresent('alice' as UserId)).toBe(false);
});
