import { connect } from 'node:net';
import type { UserId } from '@skein/shared/ids';
import {
  FRAME_BYTES,
  KEEPALIVE_MS,
  MESSAGE_TEXT_LENGTH,
  PROBE_AFTER_MS,
  PROBE_ANSWER_MS,
} from '@skein/shared/limits';
import type { Message } from '@skein/shared/message';
import { refusalOfCode } from '@skein/shared/refusals';
import { segmentOf } from '@skein/shared/segment';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import * as messages from '../messages.ts';
import {
  authorizationOf,
  closeCode,
  grantOf,
  messageOf,
  Replica,
  ROOM,
  segmentRef,
  setStage,
  silentLog,
} from '../testing.ts';
import { personCounts } from './counts.ts';
import { DataFrames } from './dataFrames.ts';
import { SingleConnection } from './single.ts';
import { HeldSocket, type House, openDoor, openHouse } from './testing.ts';

describe('with the stock client of y-websocket', () => {
  let house: House;
  let providers: WebsocketProvider[];
  beforeEach(async () => {
    house = await openDoor();
    providers = [];
  });
  afterEach(async () => {
    for (const provider of providers) {
      // The stock client cannot leave under an id that is not the one it came with.
      provider.doc.clientID = provider.awareness.clientID;
      provider.destroy();
    }
    await house.close();
  });

  const join = (token: string, room = `room/${ROOM}/0`): { provider: WebsocketProvider; doc: Y.Doc } => {
    const doc = new Y.Doc();
    const provider = new WebsocketProvider(house.url, room, doc, {
      params: { token },
      WebSocketPolyfill: WebSocket as never,
      disableBc: true,
    });
    providers.push(provider);
    return { provider, doc };
  };
  const stamped = (doc: Y.Doc, id: string): Promise<number> =>
    new Promise((resolve) => {
      const { stamps } = segmentOf(doc);
      const look = (): void => {
        const stamp = stamps.get(id);
        if (stamp) resolve(stamp.seq);
      };
      stamps.observe(look);
      look();
    });
  const ended = (provider: WebsocketProvider): Promise<number> =>
    new Promise((resolve) => provider.on('closed', ({ code }) => resolve(code)));
  const synced = (provider: WebsocketProvider): Promise<void> =>
    new Promise((resolve) => {
      if (provider.synced) resolve();
      else provider.on('sync', () => resolve());
    });

  test('TS1 it joins with a token, appends, and gets its stamp; others get the message', async () => {
    const alice = join('alice');
    const bob = join('bob');
    const message = messageOf('alice', 'hello');
    segmentOf(alice.doc).messages.push([message]);
    expect(await stamped(alice.doc, message.id)).toBe(1);
    await stamped(bob.doc, message.id);
    expect(segmentOf(bob.doc).messages.toArray()).toEqual([message]);
  });

  test.each([
    [
      'a foreign author',
      'author-foreign',
      (doc: Y.Doc) => segmentOf(doc).messages.push([messageOf('bob', 'x')]),
    ],
    ['a foreign deletion', 'deletion-foreign', (doc: Y.Doc) => segmentOf(doc).messages.delete(0)],
    [
      'a foreign cursor',
      'device-foreign',
      (doc: Y.Doc) => segmentOf(doc).cursors.set('bob-phone', { user: 'mallory' as UserId, seq: 1 }),
    ],
    [
      'the client id of somebody else',
      'writer-foreign',
      (doc: Y.Doc) => {
        doc.clientID = Number([...segmentOf(doc).writers.keys()][0]);
        segmentOf(doc).messages.push([messageOf('mallory', 'x')]);
      },
    ],
  ] as const)('TS2 %s ends it for good, and other replicas are what they were', async (_, reason, deed) => {
    const bob = join('bob');
    const message = messageOf('bob', 'mine');
    segmentOf(bob.doc).messages.push([message]);
    await stamped(bob.doc, message.id);
    const mallory = join('mallory');
    await stamped(mallory.doc, message.id);
    const before = Y.encodeStateAsUpdate(bob.doc);
    const end = ended(mallory.provider);
    deed(mallory.doc);
    expect(await end).toBe(closeCode(reason));
    const witness = join('carol');
    await stamped(witness.doc, message.id);
    expect(Y.encodeStateAsUpdate(bob.doc)).toEqual(before);
    expect(Y.encodeStateVector(witness.doc)).toEqual(Y.encodeStateVector(bob.doc));
  });

  test.each([
    ['no membership', 'eve', `room/${ROOM}/0`, 'room-forbidden'],
    ['a forged token', 'forged', `room/${ROOM}/0`, 'token-invalid'],
    ['no token', '', `room/${ROOM}/0`, 'token-missing'],
    ['an unknown document', 'alice', `room/${ROOM}/9`, 'document-unknown'],
    ['what is no document', 'alice', 'nonsense', 'document-unknown'],
  ] as const)('TS3 with %s it is told so after the upgrade, and stops', async (_, token, room, reason) => {
    expect(await ended(join(token, room).provider)).toBe(closeCode(reason));
  });

  const MOST = 'x'.repeat(MESSAGE_TEXT_LENGTH);
  /** So many messages as fill so many bytes. */
  const composes = ({ doc }: { doc: Y.Doc }, bytes: number): Message[] => {
    const each = JSON.stringify(messageOf('alice', MOST)).length;
    const composed = Array.from({ length: Math.floor(bytes / each) }, () => messageOf('alice', MOST));
    segmentOf(doc).messages.push(composed);
    return composed;
  };

  test('TS17 what it composed offline is taken whole up to a frame', async () => {
    const alice = join('alice');
    const composed = composes(alice, FRAME_BYTES);
    expect(await stamped(alice.doc, composed.at(-1)!.id)).toBe(composed.length);
    const bob = join('bob');
    expect(await stamped(bob.doc, composed.at(-1)!.id)).toBe(composed.length);
  });

  test('TS17 beyond that it is told so for good, loses nothing and keeps nobody waiting', async () => {
    const alice = join('alice');
    const composed = composes(alice, 1.5 * FRAME_BYTES);
    expect(await ended(alice.provider)).toBe(closeCode('too-large'));
    expect(alice.provider.shouldConnect).toBe(false);
    expect(segmentOf(alice.doc).messages.length).toBe(composed.length);
    const bob = join('bob');
    const message = messageOf('bob', 'hello');
    segmentOf(bob.doc).messages.push([message]);
    expect(await stamped(bob.doc, message.id)).toBe(1);
  });

  test('TS18 it brings nothing of another life of the store in, and is told so for good', async () => {
    const [alice, bob] = [join('alice'), join('bob')];
    const said = [messageOf('alice', 'before'), messageOf('bob', 'before')];
    segmentOf(alice.doc).messages.push([said[0]!]);
    await stamped(bob.doc, said[0]!.id);
    segmentOf(bob.doc).messages.push([said[1]!]);
    await stamped(alice.doc, said[1]!.id);
    const restored = await openDoor();
    onTestFinished(() => restored.close());
    const again = new WebsocketProvider(restored.url, `room/${ROOM}/0`, alice.doc, {
      params: { token: 'alice' },
      WebSocketPolyfill: WebSocket as never,
      disableBc: true,
    });
    providers.push(again);
    // Which of the foreign changes is met first is chance.
    const foreign = ['root-forbidden', 'author-foreign', 'writer-foreign'];
    expect(foreign).toContain(refusalOfCode(await ended(again)));
    const carol = restored.seat('carol');
    await carol.untilStamped(carol.say('after'));
    expect(carol.texts()).toEqual(['after']);
  });

  test('TS4 it stays connected and shows presence', async () => {
    const alice = join('alice');
    const bob = join('bob');
    await Promise.all([synced(alice.provider), synced(bob.provider)]);
    const shown = new Promise<void>((resolve) =>
      bob.provider.awareness.on('change', () => {
        if (bob.provider.awareness.getStates().get(alice.doc.clientID)?.['user'] === 'alice') resolve();
      }),
    );
    alice.provider.awareness.setLocalState({ user: 'alice', device: 'alice-phone', typing: true });
    await shown;
  });

  test('TS5 when the relay goes away it is told to try again', async () => {
    const alice = join('alice');
    await synced(alice.provider);
    const closed = new Promise<number | undefined>((resolve) =>
      alice.provider.on('connection-close', (event) => resolve(event?.code)),
    );
    await house.close();
    expect(await closed).toBe(closeCode('going-away'));
  });
});

describe('over a real socket', () => {
  let house: House;
  beforeEach(async () => {
    house = await openDoor();
  });
  afterEach(() => house.close());

  const closeOf = (socket: WebSocket): Promise<number> =>
    new Promise((resolve) => {
      socket.on('close', resolve);
      socket.on('error', () => undefined);
    });

  test('TS6 a text frame ends its connection', async () => {
    const socket = new WebSocket(`${house.url}/room/${ROOM}/0?token=alice`);
    socket.on('open', () => socket.send('hello'));
    expect(await closeOf(socket)).toBe(closeCode('frame-invalid'));
  });

  test('TS7 a frame that is too large ends its connection and nothing else', async () => {
    const bystander = house.seat('bob');
    const socket = new WebSocket(`${house.url}/room/${ROOM}/0?token=alice`);
    socket.on('open', () => socket.send(new Uint8Array(2 * 1024 * 1024)));
    expect(await closeOf(socket)).toBe(closeCode('too-large'));
    await bystander.untilStamped(bystander.say('fine'));
  });

  test.each([
    ['as long as it may be', FRAME_BYTES, 'frame-invalid'],
    ['longer by one byte than a frame and its channel', FRAME_BYTES + 17, 'too-large'],
  ] as const)('TS7 a frame that is %s', async (_, bytes, reason) => {
    const socket = new WebSocket(`${house.url}/room/${ROOM}/0?token=alice`);
    // No message of the protocol, but that is found out only when it is read.
    socket.on('open', () => socket.send(new Uint8Array(bytes).fill(99)));
    expect(await closeOf(socket)).toBe(closeCode(reason));
  });

  test('TS8 bytes that are no WebSocket frame end their connection and nothing else', async () => {
    const socket = new WebSocket(`${house.url}/room/${ROOM}/0?token=alice`);
    socket.on('open', () =>
      (socket as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket.write(
        new Uint8Array([0xff, 0xff, 0xff]),
      ),
    );
    await closeOf(socket);
    const bystander = house.seat('bob');
    await bystander.untilStamped(bystander.say('fine'));
  });

  test.each(['//', '/elsewhere', '/sync-not', '/%'])(
    'TS14 an upgrade of %s is answered, and nothing falls over',
    async (target) => {
      const { port } = new URL(house.url);
      const stream = connect(Number(port), '127.0.0.1');
      stream.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
      const answer = await new Promise<string>((resolve) =>
        stream.once('data', (data) => resolve(String(data))),
      );
      expect(answer).toMatch(/^HTTP\/1.1 404/);
      stream.destroy();
    },
  );

  test('TS14 whoever asks for something else and is gone before the answer ends nothing', async () => {
    const { port } = new URL(house.url);
    for (let i = 0; i < 100; i++)
      await new Promise<void>((resolve) => {
        const stream = connect(Number(port), '127.0.0.1');
        stream.on('close', () => resolve());
        // The answer may be faster than the reset.
        stream.on('error', () => undefined);
        stream.write(
          'GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
          () => stream.resetAndDestroy(),
        );
      });
    const bystander = house.seat('bob');
    await bystander.untilStamped(bystander.say('fine'));
  });

  test('TS9 a page of a foreign origin is refused, ours is not', async () => {
    const foreign = new WebSocket(house.url, { origin: 'http://evil.example' });
    expect(await closeOf(foreign)).toBe(closeCode('origin-refused'));
    const ours = new WebSocket(house.url, { origin: 'http://ours.example' });
    await new Promise((resolve) => ours.on('open', resolve));
    ours.close();
    expect(await closeOf(ours)).toBe(1005);
  });
});

test('TS16 no line of the log says what somebody shows to get in, or what they say', async () => {
  const lines: string[] = [];
  const write = (fields: object, message: string): void =>
    void lines.push(JSON.stringify({ fields, message }));
  const house = await openDoor({ log: { info: write, warn: write, error: write } });
  const documents = [`room/${ROOM}/0`, `room/${ROOM}/9`, 'nonsense', ''];
  const frames = [
    'secret text',
    new Uint8Array(2 * 1024 * 1024),
    messages.update(new TextEncoder().encode('secret')),
  ];
  const doc = new Y.Doc();
  segmentOf(doc).messages.push([messageOf('bob', 'secret')]);
  frames.push(messages.update(Y.encodeStateAsUpdate(doc)));
  for (const document of documents)
    for (const [index, frame] of frames.entries()) {
      const token = index % 2 ? 'secret-user' : 'forged/secret';
      const socket = new WebSocket(`${house.url}/${document}?token=${token}`);
      socket.on('error', () => undefined);
      socket.on('open', () => socket.send(frame));
      await new Promise((resolve) => socket.on('close', resolve));
    }
  await house.close();
  expect(lines.length).toBeGreaterThan(documents.length * frames.length - 1);
  // Who it was may be said: `secret-user` is the name of somebody.
  for (const line of lines)
    expect(line.replaceAll('"secret-user"', '').replaceAll('"secret-user-phone"', '')).not.toContain(
      'secret',
    );
});

describe('by hand', () => {
  const begin = async (expiresAt?: () => number) => {
    const stage = await setStage();
    const socket = new HeldSocket();
    const authorization = expiresAt
      ? authorizationOf(({ user }) => ({ answer: 'yes', grant: grantOf(user) }), expiresAt)
      : openHouse;
    const { relay: channels, clock } = stage;
    const parts = {
      channels,
      authorization,
      people: personCounts(),
      frames: new DataFrames(),
      clock: clock.now,
      schedule: clock.schedule,
      log: silentLog,
    };
    const connection = new SingleConnection(parts, socket, segmentRef(), 'alice');
    return { ...stage, socket, connection };
  };

  test('TS10 a connection ends with its token, and may try again', async () => {
    const now = 1_000_000;
    const { socket, clock } = await begin(() => now + 5_000);
    await socket.until(({ sent }) => sent.length > 0);
    clock.advance(5_000);
    expect(socket.closed?.code).toBe(closeCode('token-expired'));
  });

  test('TS11 a silent peer is asked, and let go when it does not answer', async () => {
    const { socket, connection, clock } = await begin();
    clock.advance(PROBE_AFTER_MS - 1);
    expect(socket.pings).toBe(0);
    clock.advance(1);
    expect(socket.pings).toBe(1);
    connection.heard(0);
    clock.advance(PROBE_AFTER_MS + PROBE_ANSWER_MS - 1);
    expect(socket.isTerminated).toBe(false);
    clock.advance(1);
    expect(socket.isTerminated).toBe(true);
  });

  test('TS12 a stock client’s watchdog hears something in time', async () => {
    const { socket, connection, clock } = await begin();
    await socket.until(({ sent }) => sent.length > 0);
    const before = socket.sent.length;
    clock.advance(KEEPALIVE_MS - 1);
    expect(socket.sent.length).toBe(before);
    clock.advance(1);
    connection.heard(0);
    clock.advance(KEEPALIVE_MS);
    expect(socket.sent.slice(before)).toEqual([messages.KEEPALIVE, messages.KEEPALIVE]);
  });

  test('TS13 what comes before the token is checked is not lost', async () => {
    const { socket, connection, seat } = await begin();
    const alice = new Replica({ open: () => connection as never } as never, grantOf('alice'));
    const message = alice.say('early');
    connection.receive(messages.update(alice.state()));
    await seat('bob').untilStamped(message);
    expect(socket.closed).toBeUndefined();
  });
});
