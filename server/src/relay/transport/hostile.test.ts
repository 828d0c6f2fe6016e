import { connect, type Socket as Stream } from 'node:net';
import { once } from 'node:events';
import {
  type ClientControl,
  decodeRelayFrame,
  encodeClientControl,
  encodeData,
  type RelayControl,
} from '@skein/shared/frames';
import {
  AWARENESS_BYTES,
  AWARENESS_PER_SECOND,
  CONNECTIONS_PER_ADDRESS,
  HEAD_MS,
  INBOUND_BYTES_AT_ONCE,
  INBOUND_BYTES_PER_SECOND,
  INBOUND_FRAMES_AT_ONCE,
  INBOUND_FRAMES_PER_SECOND,
  PROBE_AFTER_MS,
  PROBE_ANSWER_MS,
  QUESTION_FRAMES,
  TOKEN_DEADLINE_MS,
  UNFINISHED_CONNECTIONS,
} from '@skein/shared/limits';
import type { Message } from '@skein/shared/message';
import { type Refusal, refusalOfCode } from '@skein/shared/refusals';
import { type Segment, segmentOf } from '@skein/shared/segment';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import * as messages from '../messages.ts';
import { messageOf, ROOM } from '../testing.ts';
import { type House, openDoor } from './testing.ts';

/**
 * What bad input gets: which reason, which connection, and nobody else anything. Everything here goes over real sockets
 * to a relay in which Bob, with a stock client, is in the same room.
 */

const HEAD = `room/${ROOM}/0`;
const MEGABYTE = 1024 * 1024;
/** More than at once and while they are sent, on a slow machine too. */
const MANY_FRAMES = INBOUND_FRAMES_AT_ONCE + 30 * INBOUND_FRAMES_PER_SECOND;
const MANY_BYTES = INBOUND_BYTES_AT_ONCE + 20 * INBOUND_BYTES_PER_SECOND;

/** Where the connection of a test is in the code of its other end. */
const streamOf = (socket: WebSocket): Stream => (socket as unknown as { readonly _socket: Stream })._socket;

/** A socket whose user writes whatever bytes they like. Whatever comes is kept, and applied to a replica. */
class Mallory {
  readonly socket: WebSocket;
  readonly received: Uint8Array[] = [];
  readonly doc = new Y.Doc();
  /** How the connection ended. */
  readonly end: Promise<Refusal | number>;
  isEnded = false;
  readonly #channel: number | undefined;
  readonly #watchers = new Set<() => void>();

  constructor(url: string, channel?: number, options: object = {}) {
    this.#channel = channel;
    this.socket = new WebSocket(url, { perMessageDeflate: false, ...options });
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => {
      this.received.push(new Uint8Array(data));
      for (const message of this.messages().slice(-1))
        if (message.kind === 'update') Y.applyUpdate(this.doc, message.update);
      for (const wake of this.#watchers) wake();
      this.#watchers.clear();
    });
    this.end = new Promise((resolve) =>
      this.socket.on('close', (code) => {
        this.isEnded = true;
        resolve(refusalOfCode(code) ?? code);
      }),
    );
    onTestFinished(() => this.socket.terminate());
  }

  /** With the one document open, and all of it here. */
  static async single(house: House, options: object = {}): Promise<Mallory> {
    const mallory = new Mallory(`${house.url}/${HEAD}?token=mallory`, undefined, options);
    await once(mallory.socket, 'open');
    mallory.send(messages.step1(new Uint8Array([0])));
    await mallory.until(() => segmentOf(mallory.doc).stamps.size > 0);
    return mallory;
  }

  /** With the document open as channel 1. */
  static async multi(house: House): Promise<Mallory> {
    const mallory = new Mallory(house.url, 1);
    await once(mallory.socket, 'open');
    mallory.control({ type: 'token', token: 'mallory' });
    mallory.control({ type: 'open', channel: 1, document: HEAD, epoch: '' });
    mallory.send(messages.step1(new Uint8Array([0])));
    await mallory.until(() => segmentOf(mallory.doc).stamps.size > 0);
    return mallory;
  }

  get segment(): Segment {
    return segmentOf(this.doc);
  }

  send(message: Uint8Array): void {
    this.socket.send(this.#channel === undefined ? message : encodeData(this.#channel, message));
  }

  control(control: ClientControl): void {
    this.socket.send(encodeClientControl(control));
  }

  /** Past the WebSocket protocol. */
  raw(...bytes: readonly number[]): void {
    streamOf(this.socket).write(Uint8Array.from(bytes));
  }

  /** A change of the replica, sent whatever it is. */
  changes(change: (segment: Segment) => void): void {
    const before = Y.encodeStateVector(this.doc);
    this.doc.transact(() => change(this.segment));
    this.send(messages.update(Y.encodeStateAsUpdate(this.doc, before)));
  }

  controls(): RelayControl[] {
    return this.received
      .map(decodeRelayFrame)
      .flatMap((frame) => (frame.kind === 'control' ? [frame.control] : []));
  }

  messages(): messages.Message[] {
    if (this.#channel === undefined) return this.received.map(messages.decodeMessage);
    return this.received
      .map(decodeRelayFrame)
      .flatMap((frame) => (frame.kind === 'data' ? [messages.decodeMessage(frame.message)] : []));
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#watchers.add(resolve));
  }

  /** Resolves when all that was sent has been received over there. */
  async isHeard(): Promise<void> {
    this.socket.ping();
    await once(this.socket, 'pong');
  }
}

/** Somebody with a stock client who is merely in the same room. */
class Bystander {
  readonly doc = new Y.Doc();
  readonly segment = segmentOf(this.doc);
  readonly #provider: WebsocketProvider;
  interruptions = 0;
  mentions = 0;

  constructor({ url }: House, user = 'bob') {
    this.#provider = new WebsocketProvider(url, HEAD, this.doc, {
      params: { token: user },
      WebSocketPolyfill: WebSocket as never,
      disableBc: true,
    });
    this.#provider.on('connection-close', () => (this.interruptions += 1));
    this.#provider.awareness.on('update', ({ added, updated }: Record<'added' | 'updated', number[]>) => {
      if (![...added, ...updated].includes(this.doc.clientID)) this.mentions += 1;
    });
    onTestFinished(() => this.#provider.destroy());
  }

  async says(text: string): Promise<Message> {
    const message = messageOf('bob', text);
    this.segment.messages.push([message]);
    await this.has(message);
    return message;
  }

  has({ id }: Message): Promise<void> {
    const { stamps } = this.segment;
    return new Promise((resolve) => {
      const look = (): void => {
        if (!stamps.has(id)) return;
        stamps.unobserve(look);
        resolve();
      };
      stamps.observe(look);
      look();
    });
  }
}

interface Scene {
  readonly house: House;
  readonly bob: Bystander;
}

const rowsOf = async ({ journal }: House): Promise<readonly unknown[]> => {
  const rows: unknown[] = [];
  for await (const some of journal().everything()) rows.push(...some);
  return rows;
};

const begin = async (clocked = false): Promise<Scene & { readonly goesOn: () => Promise<void> }> => {
  const house = await openDoor({ clocked });
  onTestFinished(() => house.close());
  const bob = new Bystander(house);
  const before = await bob.says('before');
  const replica = Y.encodeStateAsUpdate(bob.doc);
  const rows = await rowsOf(house);
  return {
    house,
    bob,
    /** Nothing has changed for anybody, and talk goes on. */
    goesOn: async () => {
      await house.relay.chain(ROOM);
      expect(Y.encodeStateAsUpdate(bob.doc)).toEqual(replica);
      expect(await rowsOf(house)).toEqual(rows);
      const after = await bob.says('after');
      expect(bob.interruptions).toBe(0);
      const carol = new Bystander(house, 'carol');
      await carol.has(after);
      expect(carol.segment.messages.toArray()).toEqual([before, after]);
      expect(Y.encodeStateAsUpdate(carol.doc)).toEqual(Y.encodeStateAsUpdate(bob.doc));
    },
  };
};

const stateOf = (user: string, device = `${user}-phone`): string => JSON.stringify({ user, device });

const shown = (client: number, clock: number, state: string): Uint8Array =>
  messages.awareness([{ client, clock, state }]);

type Deed = (mallory: Mallory, scene: Scene) => void;

/** What a device never sends, and what becomes of its connection; undefined: it stays. */
const deeds: readonly (readonly [string, Refusal | number | undefined, Deed])[] = [
  ['an empty frame', 'frame-invalid', (mallory) => mallory.send(new Uint8Array())],
  ['an unknown message type', 'frame-invalid', (mallory) => mallory.send(new Uint8Array([101, 0]))],
  ['a message of the relay’s', 'frame-invalid', (mallory) => mallory.send(new Uint8Array([2, 0, 1, 120]))],
  ['an unknown kind of sync', 'frame-invalid', (mallory) => mallory.send(new Uint8Array([0, 3, 0]))],
  ['a length without end', 'frame-invalid', (mallory) => mallory.send(new Uint8Array(20).fill(255))],
  ['two messages at once', 'frame-invalid', (mallory) => mallory.send(new Uint8Array([1, 1, 0, 1, 1, 0]))],
  ['a text frame', 'frame-invalid', ({ socket }) => socket.send('hello')],
  [
    'a state vector that is none',
    'frame-invalid',
    (mallory) => mallory.send(messages.step1(new Uint8Array([9]))),
  ],
  [
    'an update that is none',
    'update-invalid',
    (mallory) => mallory.send(messages.update(new Uint8Array([9]))),
  ],
  [
    'an update of the second format',
    'update-invalid',
    (mallory) => {
      mallory.segment.messages.push([messageOf('mallory', 'x')]);
      mallory.send(messages.update(Y.encodeStateAsUpdateV2(mallory.doc)));
    },
  ],
  ['reserved bits', 1002, (mallory) => mallory.raw(0xff, 0xff, 0xff)],
  ['a frame without a mask', 1002, (mallory) => mallory.raw(0x82, 1, 0)],
  ['an unknown opcode', 1002, (mallory) => mallory.raw(0x83, 0x80, 0, 0, 0, 0)],
  ['a continuation of nothing', 1002, (mallory) => mallory.raw(0x80, 0x80, 0, 0, 0, 0)],
  ['a ping that is too long', 1002, (mallory) => mallory.raw(0x89, 0xfe, 0, 126)],
  [
    'a frame of 50 MB',
    'too-large',
    // Its head alone: nobody waits for the rest.
    (mallory) => mallory.raw(0x82, 0xff, 0, 0, 0, 0, 0x03, 0x20, 0, 0, 1, 2, 3, 4),
  ],
  [
    'a frame in pieces without end',
    'too-large',
    ({ socket }) => {
      for (let piece = 0; piece < 3; piece++) socket.send(new Uint8Array(MEGABYTE / 2), { fin: false });
    },
  ],
  [
    'the author Bob',
    'author-foreign',
    (mallory) => mallory.changes(({ messages }) => messages.push([messageOf('bob', 'x')])),
  ],
  [
    'the deletion of Bob’s words',
    'deletion-foreign',
    (mallory) => mallory.changes(({ messages }) => messages.delete(0)),
  ],
  [
    'a stamp',
    'root-forbidden',
    (mallory) =>
      mallory.changes(({ stamps }) => stamps.set('m', { seq: 9, at: 1, author: 'mallory' as never })),
  ],
  [
    'the Yjs client id of Bob',
    'writer-foreign',
    (mallory, { bob }) => {
      mallory.doc.clientID = bob.doc.clientID;
      mallory.changes(({ messages }) => messages.push([messageOf('mallory', 'x')]));
    },
  ],
  [
    'the Yjs client id of the relay',
    'writer-foreign',
    (mallory) => {
      const { writers } = mallory.segment;
      const relay = [...mallory.doc.store.clients.keys()].find((client) => !writers.has(`${client}`));
      mallory.doc.clientID = relay ?? 0;
      mallory.changes(({ messages }) => messages.push([messageOf('mallory', 'x')]));
    },
  ],
  [
    'an update with a gap',
    undefined,
    (mallory) => {
      mallory.segment.messages.push([messageOf('mallory', 'never sent')]);
      mallory.changes(({ messages }) => messages.push([messageOf('mallory', 'x')]));
    },
  ],
  [
    'the state of Bob',
    undefined,
    (mallory, { bob }) => {
      mallory.send(shown(bob.doc.clientID, 1_000, stateOf('bob')));
      mallory.send(shown(bob.doc.clientID, 1_001, 'null'));
      mallory.send(shown(1, 1, stateOf('bob')));
    },
  ],
  [
    'thousands of states, and none',
    undefined,
    (mallory) => {
      for (let clock = 1; clock <= 2_000; clock++) {
        mallory.send(shown(mallory.doc.clientID, clock, clock % 2 ? stateOf('mallory') : 'null'));
        mallory.send(shown(clock, clock, 'null'));
      }
    },
  ],
  [
    'a hundred thousand states in one frame',
    undefined,
    (mallory) => {
      const empty = { clock: 1, state: 'null' };
      mallory.send(
        messages.awareness(Array.from({ length: 100_000 }, (_, client) => ({ client, ...empty }))),
      );
    },
  ],
  ['states that are none', 'frame-invalid', (mallory) => mallory.send(new Uint8Array([1, 4, 9, 1, 1, 1]))],
  [
    'a state that is too large',
    'too-large',
    (mallory) => {
      const state = { user: 'mallory', device: 'mallory-phone', text: 'x'.repeat(AWARENESS_BYTES) };
      mallory.send(shown(mallory.doc.clientID, 1, JSON.stringify(state)));
    },
  ],
  [
    'sync requests without end',
    'too-fast',
    (mallory) => {
      const question = messages.step1(Y.encodeStateVector(mallory.doc));
      for (let frames = 0; frames <= MANY_FRAMES; frames += QUESTION_FRAMES) mallory.send(question);
    },
  ],
  [
    'questions about who is there without end',
    'too-fast',
    (mallory) => {
      for (let frames = 0; frames <= MANY_FRAMES; frames += QUESTION_FRAMES)
        mallory.send(new Uint8Array([3]));
    },
  ],
  [
    'frames without end',
    'too-fast',
    (mallory) => {
      for (let frame = 0; frame <= MANY_FRAMES; frame++) mallory.send(messages.KEEPALIVE);
    },
  ],
  [
    'pings without end',
    'too-fast',
    ({ socket }) => {
      for (let frame = 0; frame <= MANY_FRAMES; frame++) socket.ping();
    },
  ],
  [
    'bytes without end',
    'too-fast',
    (mallory) => {
      const frame = shown(1, 1, JSON.stringify('x'.repeat(MEGABYTE - 100)));
      for (let bytes = 0; bytes <= MANY_BYTES; bytes += frame.length) mallory.send(frame);
    },
  ],
];

/** Whether or not the connection is still there, all that was sent has been dealt with. */
const outcomeOf = async (mallory: Mallory): Promise<Refusal | number | undefined> => {
  if (mallory.isEnded) return await mallory.end;
  return await Promise.race([mallory.isHeard().then(() => undefined), mallory.end]);
};

describe('TH1 over a socket of its own', { timeout: 60_000 }, () => {
  test.each(deeds)('%s: %s', async (_, ends, deed) => {
    const { house, bob, goesOn } = await begin();
    const [mallory, other] = [await Mallory.single(house), await Mallory.single(house)];
    deed(mallory, { house, bob });
    if (ends === undefined) await mallory.isHeard();
    else expect(await mallory.end).toBe(ends);
    await goesOn();
    expect(mallory.isEnded).toBe(ends !== undefined);
    expect(await outcomeOf(other)).toBe(undefined);
    expect(bob.mentions).toBeLessThanOrEqual(AWARENESS_PER_SECOND);
  });

  test('an update with a gap is asked about once, and nothing is kept of it', async () => {
    const { house, goesOn } = await begin();
    const mallory = await Mallory.single(house);
    const questions = (): number => mallory.messages().filter(({ kind }) => kind === 'step-1').length;
    const before = questions();
    mallory.segment.messages.push([messageOf('mallory', 'never sent')]);
    for (let again = 0; again < 3; again++)
      mallory.changes(({ messages }) => messages.push([messageOf('mallory', 'x')]));
    await mallory.until(() => questions() > before);
    await goesOn();
    expect(questions()).toBe(before + 1);
  });

  test('frames that were cut short', async () => {
    const { house, goesOn } = await begin();
    const doc = new Y.Doc();
    segmentOf(doc).messages.push([messageOf('mallory', 'x')]);
    const frame = messages.update(Y.encodeStateAsUpdate(doc));
    for (let length = 1; length < frame.length; length += 3) {
      const mallory = await Mallory.single(house);
      mallory.send(frame.slice(0, length));
      expect(await mallory.end).toBe('frame-invalid');
    }
    await goesOn();
  });

  test('random frames, bare or as updates', async () => {
    const { house, goesOn } = await begin();
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 100; round++) {
      const bytes = Uint8Array.from({ length: 1 + random(60) }, () => random(256));
      const mallory = await Mallory.single(house);
      mallory.send(round % 2 ? messages.update(bytes) : bytes);
      expect([undefined, 'frame-invalid', 'update-invalid', 'content-invalid']).toContain(
        await outcomeOf(mallory),
      );
    }
    await goesOn();
  });
});

/** What ends the socket stands with the reason; what ends only the channel is said in it. */
const onMany: readonly (readonly [string, 'socket' | 'channel', Refusal, Deed])[] = [
  ['no frame', 'socket', 'frame-invalid', ({ socket }) => socket.send(new Uint8Array())],
  ['an unknown control', 'socket', 'frame-invalid', ({ socket }) => socket.send(new Uint8Array([0, 99]))],
  [
    'a channel that was never opened',
    'socket',
    'channel-unknown',
    ({ socket }) => socket.send(encodeData(7, messages.KEEPALIVE)),
  ],
  [
    'a channel number that was used',
    'socket',
    'frame-invalid',
    (mallory) => mallory.control({ type: 'open', channel: 1, document: HEAD, epoch: '' }),
  ],
  [
    'a token of somebody else',
    'socket',
    'token-invalid',
    (mallory) => mallory.control({ type: 'token', token: 'bob' }),
  ],
  ['an unknown message', 'channel', 'frame-invalid', (mallory) => mallory.send(new Uint8Array([101]))],
  [
    'an update that is none',
    'channel',
    'update-invalid',
    (mallory) => mallory.send(messages.update(new Uint8Array([9]))),
  ],
  [
    'the author Bob',
    'channel',
    'author-foreign',
    (mallory) => mallory.changes(({ messages }) => messages.push([messageOf('bob', 'x')])),
  ],
];

test.each(onMany)('TH2 on a socket of many channels, %s ends the %s: %s', async (_, what, reason, deed) => {
  const { house, bob, goesOn } = await begin();
  const mallory = await Mallory.multi(house);
  mallory.control({ type: 'open', channel: 2, document: HEAD, epoch: '' });
  deed(mallory, { house, bob });
  if (what === 'socket') expect(await mallory.end).toBe(reason);
  else {
    const closed = (): RelayControl[] => mallory.controls().filter(({ type }) => type === 'closed');
    await mallory.until(() => closed().length > 0);
    expect(await outcomeOf(mallory)).toBe(undefined);
    expect(closed()).toMatchObject([{ channel: 1, reason }]);
  }
  await goesOn();
});

describe('TH3 whoever does not go on', { timeout: 60_000 }, () => {
  const streamTo = async ({ url }: House): Promise<Stream & { readonly answer: Promise<string> }> => {
    const stream = connect(Number(new URL(url).port), '127.0.0.1');
    stream.on('error', () => undefined);
    onTestFinished(() => void stream.destroy());
    let text = '';
    stream.on('data', (data) => (text += String(data)));
    const answer = new Promise<string>((resolve) => stream.on('close', () => resolve(text)));
    await once(stream, 'connect');
    return Object.assign(stream, { answer });
  };

  test('with the head of a request is answered 408 after a while, others are not', async () => {
    const { house, goesOn } = await begin(true);
    const [silent, slow] = [await streamTo(house), await streamTo(house)];
    slow.write('GET /sync HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    const mallory = await Mallory.single(house);
    house.clock.advance(HEAD_MS - 1);
    expect([silent.destroyed, slow.destroyed]).toEqual([false, false]);
    house.clock.advance(1);
    for (const { answer } of [silent, slow]) expect(await answer).toMatch(/^HTTP\/1.1 408 /);
    expect(await outcomeOf(mallory)).toBe(undefined);
    await goesOn();
  });

  test('with the head of a request makes place for others when there are very many', async () => {
    const { house, goesOn } = await begin(true);
    const first = await streamTo(house);
    let isGone = false;
    void first.answer.then(() => (isGone = true));
    const others: Stream[] = [];
    while (others.length < UNFINISHED_CONNECTIONS - 1) others.push(await streamTo(house));
    // A whole upgrade owes nothing.
    await Mallory.single(house).catch(() => undefined);
    expect(isGone).toBe(true);
    expect(await first.answer).toMatch(/^HTTP\/1.1 429 /);
    await goesOn();
    for (const stream of others) stream.destroy();
  });

  test('with a token is told so', async () => {
    const { house, goesOn } = await begin(true);
    const mallory = new Mallory(house.url, 1);
    await once(mallory.socket, 'open');
    house.clock.advance(TOKEN_DEADLINE_MS);
    expect(await mallory.end).toBe('too-slow');
    await goesOn();
  });

  test('with answers to probes is cut off, reading or not', async () => {
    const { house, bob } = await begin(true);
    const mute = await Mallory.single(house, { autoPong: false });
    const frozen = await Mallory.single(house);
    streamOf(frozen.socket).pause();
    house.clock.advance(PROBE_AFTER_MS);
    await bob.says('still here');
    house.clock.advance(PROBE_ANSWER_MS);
    expect(await mute.end).toBe(1006);
    streamOf(frozen.socket).resume();
    expect(await frozen.end).toBe(1006);
    await bob.says('after');
    expect(bob.interruptions).toBe(0);
  });
});

test('TH4 a thousand connects at once from one address get what one address may have, and nobody waits', {
  timeout: 60_000,
}, async () => {
  const { house, goesOn } = await begin();
  const crowd = Array.from({ length: 1_000 }, () => new Mallory(house.url));
  const outcomes = await Promise.all(
    crowd.map(async (mallory) => {
      await Promise.race([once(mallory.socket, 'open'), mallory.end]);
      return await outcomeOf(mallory);
    }),
  );
  const refused = outcomes.filter((outcome) => outcome === 'too-many-connections');
  expect(refused).toHaveLength(1_000 - (CONNECTIONS_PER_ADDRESS - 1));
  expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(CONNECTIONS_PER_ADDRESS - 1);
  crowd[outcomes.indexOf(undefined)]?.socket.close();
  await crowd[outcomes.indexOf(undefined)]?.end;
  await goesOn();
});
