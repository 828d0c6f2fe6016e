import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stage } from './stage.ts';
import { type Open, open, until } from './stockClient.ts';

const AUDIENCE = 'chat';

/** Another product: it signs tokens, and publishes its keys as long as it is up. */
const product = async () => {
  let answers: 'at once' | 'never' | 'with an error' = 'at once';
  let asked = 0;
  let number = 0;
  const nextKey = async () => {
    const pair = await generateKeyPair('ES256');
    number += 1;
    const kid = `key-${number}`;
    return { ...pair, kid, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg: 'ES256' } };
  };
  let key = await nextKey();
  const http = createServer((_request, response) => {
    asked += 1;
    if (answers === 'at once') response.end(JSON.stringify({ keys: [key.jwk] }));
    if (answers === 'with an error') response.writeHead(500).end();
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(() => {
    http.close();
    http.closeAllConnections();
  });
  return {
    env: {
      AUTH_JWKS_URL: `http://127.0.0.1:${(http.address() as AddressInfo).port}/jwks`,
      AUTH_AUDIENCE: AUDIENCE,
    },
    answers: (how: typeof answers) => {
      answers = how;
    },
    timesAsked: () => asked,
    changesItsKey: async () => {
      key = await nextKey();
    },
    token: (sub: string, rooms: Record<string, string>, claims: JWTPayload = {}): Promise<string> =>
      new SignJWT({ sub, rooms, aud: AUDIENCE, exp: Math.floor(Date.now() / 1000) + 600, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid })
        .sign(key.privateKey),
  };
};

const say = ({ doc }: Open, author: string, text: string, device = author): void =>
  doc.getArray('messages').push([{ id: crypto.randomUUID(), author, device, sentAt: 1, kind: 'text', text }]);

const stamped = ({ doc }: Open, count: number): Promise<void> =>
  until(doc, () => doc.getMap('stamps').size === count);

describe('a relay for another product', () => {
  it('lets people into the rooms that their tokens name, as far as these say', async () => {
    const shop = await product();
    const { url } = await stage(shop.env);
    const anna = open(url, 'room/order-1/0', await shop.token('anna', { 'order-1': 'write' }));
    const support = await shop.token(
      'bert',
      { 'order-1': 'moderate', 'order-2': 'write' },
      { device: 'desk' },
    );
    const bert = open(url, 'room/order-1/0', support);
    say(anna, 'anna', 'Where is my parcel?');
    await stamped(bert, 1);
    say(bert, 'bert', 'On its way', 'desk');
    await stamped(anna, 2);

    const reader = open(url, 'room/order-1/0', await shop.token('carl', { 'order-1': 'read' }));
    await stamped(reader, 2);
    say(reader, 'carl', 'me too');
    expect(await reader.refused).toBe('read-only');

    const stranger = open(url, 'room/order-2/0', await shop.token('anna', { 'order-1': 'write' }));
    expect(await stranger.refused).toBe('room-forbidden');
    const hers = open(url, 'user/anna/0', support);
    expect(await hers.refused).toBe('room-forbidden');
    const inherited = open(url, 'room/toString/0', await shop.token('anna', {}));
    expect(await inherited.refused).toBe('room-forbidden');
  });

  it('returns what policy refuses into the own document of its sender', async () => {
    const shop = await product();
    const { url } = await stage({ ...shop.env, REFUSED_WORDS: 'coffee' });
    const token = await shop.token('anna', { tea: 'write' });
    const own = open(url, 'user/anna/0', token);
    const room = open(url, 'room/tea/0', token);
    say(room, 'anna', 'coffee?');
    await until(own.doc, () => own.doc.getMap('returned').size === 1);
  });

  it('takes no token that was not made for it', async () => {
    const shop = await product();
    const { url } = await stage({ ...shop.env, AUTH_ISSUER: 'shop' });
    const rooms = { tea: 'write' };
    const refused = async (claims: JWTPayload): Promise<unknown> =>
      await open(url, 'room/tea/0', await shop.token('anna', rooms, { iss: 'shop', ...claims })).refused;
    expect(await refused({ aud: 'somebody else' })).toBe('token-invalid');
    expect(await refused({ iss: 'somebody else' })).toBe('token-invalid');
    expect(await refused({ sub: 'no id, this' })).toBe('token-invalid');
    expect(await refused({ rooms: ['tea'] })).toBe('token-invalid');
    expect(await refused({ exp: 1 })).toBe('token-expired');
    expect(await open(url, 'room/tea/0', 'forged').refused).toBe('token-invalid');
    const another = await product();
    expect(await open(url, 'room/tea/0', await another.token('anna', rooms, { iss: 'shop' })).refused).toBe(
      'token-invalid',
    );
  });

  it('serves nothing else', async () => {
    const shop = await product();
    const { url } = await stage(shop.env);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/api/rooms`)).status).toBe(404);
    expect((await fetch(`${url}/api/auth/sign-up`, { method: 'POST' })).status).toBe(404);
  });
});

describe('an issuer', () => {
  it.each(['never', 'with an error'] as const)('that answers %s has not said no', async (how) => {
    const shop = await product();
    const { url } = await stage(shop.env);
    const token = await shop.token('anna', { tea: 'write' });
    shop.answers(how);
    const first = open(url, 'room/tea/0', token);
    expect(await first.refused).toBe('cannot-ask');
    shop.answers('at once');
    // A stock client comes again by itself.
    say(first, 'anna', 'hello');
    await stamped(first, 1);

    // Keys that are known are not asked for again.
    shop.answers(how);
    const asked = shop.timesAsked();
    const second = open(url, 'room/tea/0', token);
    await stamped(second, 1);
    expect(shop.timesAsked()).toBe(asked);
  });

  it('may change its keys at any time', async () => {
    const shop = await product();
    const { url } = await stage(shop.env);
    const first = open(url, 'room/tea/0', await shop.token('anna', { tea: 'write' }));
    say(first, 'anna', 'hello');
    await stamped(first, 1);
    await shop.changesItsKey();
    const second = open(url, 'room/tea/0', await shop.token('bert', { tea: 'write' }));
    // The keys were fetched a moment ago and are not fetched for every token with an unknown one.
    expect(await second.refused).toBe('cannot-ask');
    await stamped(second, 1);
  });
});
