import { PROBE_AFTER_MS, PROBE_ANSWER_MS } from '@skein/shared/limits';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HandRelay } from '../../test/handRelay.ts';
import { createBrowser } from '../../test/stage.ts';
import type { ChannelEnd, Token } from './channels.ts';
import { Connection } from './connection.ts';

const setUp = (token?: (relay: HandRelay) => Promise<Token>) => {
  const relay = new HandRelay();
  const browser = createBrowser(relay);
  const connection = new Connection(browser.environment, () =>
    token ? token(relay) : Promise.resolve(relay.token('alice' as never, 'laptop' as never)),
  );
  connection.start();
  return { relay, connection, ...browser };
};

const phase = (connection: Connection) => connection.state.get().phase;
/** Lets everything that is due happen, and nothing later. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('shows its token, opens what waits, and says when it is connected', async () => {
  const { connection } = setUp();
  const heard: string[] = [];
  const end: ChannelEnd = {
    document: 'room/tea/0',
    epoch: '',
    opened: () => heard.push('opened'),
    received: () => heard.push('received'),
    closed: () => heard.push('closed'),
  };
  connection.attach(end);
  expect(phase(connection)).toBe('connecting');
  await settle();
  expect(phase(connection)).toBe('connected');
  expect(heard.slice(0, 2)).toEqual(['opened', 'received']);
  connection.close();
  expect(heard.at(-1)).toBe('closed');
});

it('renews its token in the open socket before it expires', async () => {
  const { connection, relay } = setUp();
  await settle();
  expect(relay.tokens.length).toBe(1);
  await vi.advanceTimersByTimeAsync(relay.tokenLifeMs - 1);
  expect(relay.tokens.length).toBe(2);
  expect(relay.connections()).toBe(1);
  connection.close();
});

it('gets over an expired token with a new one', async () => {
  const { connection, relay } = setUp();
  await settle();
  relay.dropAll(4501);
  expect(connection.state.get()).toEqual({ phase: 'connecting', attempts: 1, reason: 'token-expired' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(phase(connection)).toBe('connected');
  connection.close();
});

it('stops for good when the device was signed out', async () => {
  const { connection, relay } = setUp();
  await settle();
  relay.dropAll(4403);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(connection.state.get()).toEqual({ phase: 'refused', reason: 'device-revoked' });
  connection.close();
});

it('does not stall when no token is given, whatever the cause', async () => {
  let answer: (relay: HandRelay) => Promise<Token> = () => Promise.reject(new TypeError('unreachable'));
  const { connection } = setUp((relay) => answer(relay));
  await settle();
  expect(connection.state.get()).toMatchObject({ phase: 'connecting', attempts: 1 });
  answer = () => new Promise(() => undefined);
  await vi.advanceTimersByTimeAsync(20_300);
  expect(connection.state.get()).toEqual({ phase: 'connecting', attempts: 2 });
  answer = (relay) => Promise.resolve(relay.token('alice' as never, 'laptop' as never));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(phase(connection)).toBe('connected');
  connection.close();
});

it('lets go of a socket that froze, and finds out sooner when somebody looks', async () => {
  const { connection, relay } = setUp();
  await settle();
  relay.isSilent = true;
  await vi.advanceTimersByTimeAsync(PROBE_AFTER_MS + PROBE_ANSWER_MS);
  expect(phase(connection)).toBe('connecting');
  relay.isSilent = false;
  await vi.advanceTimersByTimeAsync(25_000);
  expect(phase(connection)).toBe('connected');
  connection.close();
});

it('closes when the browser goes offline and is back at once with the network', async () => {
  const { connection, relay, goOffline, goOnline } = setUp();
  await settle();
  goOffline();
  expect(phase(connection)).toBe('offline');
  expect(relay.connections()).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(phase(connection)).toBe('offline');
  goOnline();
  await settle();
  expect(phase(connection)).toBe('connected');
  connection.close();
});

it('does not listen to a socket that was given up', async () => {
  const { connection, relay, goOffline, goOnline } = setUp();
  goOffline();
  goOnline();
  await settle();
  expect(phase(connection)).toBe('connected');
  expect(relay.connections()).toBe(1);
  connection.close();
});
