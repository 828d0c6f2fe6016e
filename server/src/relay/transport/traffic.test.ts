import {
  CONNECTIONS_PER_ADDRESS,
  INBOUND_BYTES_AT_ONCE,
  INBOUND_FRAMES_AT_ONCE,
  INBOUND_FRAMES_PER_SECOND,
} from '@skein/shared/limits';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { encodeClientControl } from '@skein/shared/frames';
import { closeCode, setStage, silentLog } from '../testing.ts';
import { personCounts } from './counts.ts';
import { DataFrames } from './dataFrames.ts';
import { MultiConnection } from './multi.ts';
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
