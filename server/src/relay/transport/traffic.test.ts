import {
  CONNECTIONS_PER_ADDRESS,
  INBOUND_BYTES_AT_ONCE,
  INBOUND_BYTES_PER_SECOND,
  INBOUND_FRAMES_AT_ONCE,
  INBOUND_FRAMES_PER_SECOND,
  QUESTION_FRAMES,
} from '@skein/shared/limits';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { encodeClientControl, encodeData } from '@skein/shared/frames';
import * as messages from '../messages.ts';
import { closeCode, ROOM, segmentRef, setStage, silentLog } from '../testing.ts';
import { personCounts } from './counts.ts';
import { DataFrames } from './dataFrames.ts';
import { MultiConnection } from './multi.ts';
import { SingleConnection } from './single.ts';
import { HeldSocket, openDoor, openHouse } from './testing.ts';
import { Traffic } from './traffic.ts';

describe('RA5 what one connection may send', () => {
  test('frames: as many as may come at once, and one too many', () => {
    const traffic = new Traffic(() => 0);
    for (let frame = 0; frame < INBOUND_FRAMES_AT_ONCE; frame++) expect(traffic.take(1, 1)).toBe(true);
    expect(traffic.take(1, 1)).toBe(false);
  });

  test('bytes: as many as may come at once, and one too many', () => {
    const traffic = new Traffic(() => 0);
    expect(traffic.take(INBOUND_BYTES_AT_ONCE, 1)).toBe(true);
    expect(traffic.take(1, 1)).toBe(false);
  });

  test('goes on at the pace that is allowed for long', () => {
    let now = 0;
    const traffic = new Traffic(() => now);
    for (let frame = 0; frame < INBOUND_FRAMES_AT_ONCE; frame++) traffic.take(1, 1);
    now = 1_000;
    for (let frame = 0; frame < INBOUND_FRAMES_PER_SECOND; frame++) expect(traffic.take(1, 1)).toBe(true);
    expect(traffic.take(1, 1)).toBe(false);
  });

  test.each([
    ['beyond it the connection is told to come back later', false, closeCode('too-fast')],
    ['an operator may set no limit', true, undefined],
  ])('%s', async (_, isTrafficUnlimited, code) => {
    const { relay, clock } = await setStage();
    const socket = new HeldSocket();
    const connection = new MultiConnection(
      {
        channels: relay,
        authorization: openHouse,
        people: personCounts(),
        frames: new DataFrames(),
        isTrafficUnlimited,
        clock: clock.now,
        schedule: clock.schedule,
        log: silentLog,
      },
      socket,
    );
    const ping = encodeClientControl({ type: 'ping' });
    for (let frame = 0; frame <= INBOUND_FRAMES_AT_ONCE; frame++) connection.receive(ping);
    expect(socket.closed?.code).toBe(code);
  });
});

test('RA5 bytes go on at the pace that is allowed for long', () => {
  let now = 0;
  const traffic = new Traffic(() => now);
  traffic.take(INBOUND_BYTES_AT_ONCE, 1);
  now = 1_000;
  expect(traffic.take(INBOUND_BYTES_PER_SECOND, 1)).toBe(true);
  expect(traffic.take(1, 1)).toBe(false);
});

describe('RA6 a question counts more than what says something', () => {
  const questions = [messages.step1(new Uint8Array([0])), new Uint8Array([3])];
  const begin = async () => {
    const { relay, clock } = await setStage();
    const socket = new HeldSocket();
    const parts = {
      channels: relay,
      authorization: openHouse,
      people: personCounts(),
      frames: new DataFrames(),
      clock: clock.now,
      schedule: clock.schedule,
      log: silentLog,
    };
    return { parts, socket };
  };

  test.each(questions)('on a socket of its own: %s', async (question) => {
    const { parts, socket } = await begin();
    const connection = new SingleConnection(parts, socket, segmentRef(), 'alice');
    await socket.until(({ sent }) => sent.length > 0);
    const most = INBOUND_FRAMES_AT_ONCE / QUESTION_FRAMES;
    for (let count = 0; count < most; count++) connection.receive(question);
    expect(socket.closed).toBeUndefined();
    connection.receive(question);
    expect(socket.closed?.code).toBe(closeCode('too-fast'));
  });

  test.each(questions)('in a channel: %s', async (question) => {
    const { parts, socket } = await begin();
    const connection = new MultiConnection(parts, socket);
    connection.receive(encodeClientControl({ type: 'token', token: 'alice' }));
    await socket.until(({ sent }) => sent.length > 0);
    connection.receive(
      encodeClientControl({ type: 'open', channel: 1, document: `room/${ROOM}/0`, epoch: '' }),
    );
    const most = INBOUND_FRAMES_AT_ONCE / QUESTION_FRAMES - 1;
    for (let count = 0; count < most; count++) connection.receive(encodeData(1, question));
    expect(socket.closed).toBeUndefined();
    connection.receive(encodeData(1, question));
    expect(socket.closed?.code).toBe(closeCode('too-fast'));
  });
});

test('TM13 sockets from one address are bounded, and a place that is given back can be taken', async () => {
  const house = await openDoor();
  const sockets: WebSocket[] = [];
  const connect = async (): Promise<WebSocket> => {
    const socket = new WebSocket(house.url, { perMessageDeflate: false });
    await once(socket, 'open');
    return socket;
  };
  while (sockets.length < CONNECTIONS_PER_ADDRESS) sockets.push(await connect());
  const [code] = (await once(await connect(), 'close')) as [number];
  expect(code).toBe(closeCode('too-many-connections'));
  const left = sockets.pop();
  left?.close();
  if (left) await once(left, 'close');
  const next = await connect();
  expect(next.readyState).toBe(WebSocket.OPEN);
  for (const socket of [next, ...sockets]) socket.terminate();
  await house.close();
});
