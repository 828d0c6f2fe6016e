import {
  SESSION_SECONDS,
  SIGN_IN_FAILURES_PER_ADDRESS,
  SIGN_IN_FAILURES_PER_NAME,
  SIGN_IN_WINDOW_MS,
  TOKEN_SECONDS,
} from '@skein/shared/limits';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { stage } from './stage.ts';

describe('signing up and in', () => {
  it('makes an account whose session is a cookie that scripts cannot read', async () => {
    const { visitor } = await stage();
    const alice = visitor();
    const body = {
      name: ' Alice ',
      username: 'Alice_1',
      email: 'Alice@Example.org',
      password: 'a long enough password',
      device: { name: 'laptop', kind: 'main' },
    };
    const answer = await alice.fetch('POST', '/api/auth/sign-up', body);
    expect(answer.headers.get('set-cookie')).toMatch(/^skein\.session_token=.+; HttpOnly; SameSite=Lax$/);
    const session = await answer.json();
    expect(session).toEqual({
      user: { id: expect.any(String), name: 'Alice', username: 'alice_1' },
      device: { id: expect.any(String), name: 'laptop', kind: 'main' },
      userDocument: 0,
    });
    expect(await alice.get('/api/session')).toEqual(session);
  });

  it('keeps the cookie to HTTPS when the relay is reached by it', async () => {
    const { visitor } = await stage({ PUBLIC_URL: 'https://chat.example.org' });
    const body = {
      name: 'Alice',
      username: 'alice',
      email: 'alice@example.org',
      password: 'a long enough password',
      device: { name: 'laptop', kind: 'main' },
    };
    const answer = await visitor().fetch('POST', '/api/auth/sign-up', body);
    expect(answer.headers.get('set-cookie')).toMatch(/^__Secure-skein\.session_token=.+; Secure; /);
    expect(answer.headers.get('strict-transport-security')).toContain('max-age=');
  });

  it('takes username or e-mail address, whatever their case, as another device', async () => {
    const { person, visitor } = await stage();
    const alice = await person('alice');
    const phone = visitor();
    const byName = await phone.signsIn('ALICE');
    const byAddress = await visitor().signsIn('Alice@example.ORG');
    expect(byName.user).toEqual(alice.session.user);
    expect(byAddress.user).toEqual(alice.session.user);
    expect(new Set([alice.device, byName.device.id, byAddress.device.id]).size).toBe(3);
  });

  it('says the same of a wrong password and of nobody, in whatever form', async () => {
    const { person, visitor } = await stage();
    await person('alice');
    for (const [name, password] of [
      ['alice', 'wrong password'],
      ['alice', 'x'],
      ['alice@example.org', 'wrong password'],
      ['nobody', 'wrong password'],
      ['nobody@example.org', 'wrong password'],
      ['no body!', 'wrong password'],
      ['@', 'wrong password'],
    ] as const)
      await expect(visitor().signsIn(name, password)).rejects.toThrow('credentials-wrong');
  });

  it('gives a username and an address to one person only, even when two ask at once', async () => {
    const { person, visitor } = await stage();
    await person('alice');
    await expect(visitor().signsUp('Alice', { email: 'other@example.org' })).rejects.toThrow(
      'username-taken',
    );
    await expect(visitor().signsUp('other', { email: 'ALICE@example.org' })).rejects.toThrow('email-taken');
    const both = await Promise.allSettled([visitor().signsUp('bob'), visitor().signsUp('bob')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await visitor().signsIn('bob');
  });

  it('refuses what cannot be an account', async () => {
    const { visitor } = await stage();
    for (const wrong of [
      { username: 'a' },
      { username: 'a b c' },
      { password: 'short' },
      { email: 'no address' },
      { name: '  ' },
      { device: { name: 'toaster', kind: 'kitchen' } },
    ])
      await expect(visitor().signsUp('alice', wrong)).rejects.toThrow('request-invalid');
  });

  it('stops whoever guesses a password, for a while', async () => {
    const { person, visitor, passes } = await stage();
    await person('alice');
    for (let attempt = 0; attempt < SIGN_IN_FAILURES_PER_NAME; attempt++)
      await expect(visitor().signsIn('alice', 'a wrong guess')).rejects.toThrow('credentials-wrong');
    await expect(visitor().signsIn('ALICE', 'a wrong guess')).rejects.toThrow('too-fast');
    passes(SIGN_IN_WINDOW_MS);
    await visitor().signsIn('alice');
  });

  it('stops whoever guesses from one address, whatever the names', async () => {
    const { person, visitor, passes } = await stage();
    await person('alice');
    const guess = (name: string): Promise<unknown> => visitor().signsIn(name, 'a wrong guess');
    for (let attempt = 0; attempt < SIGN_IN_FAILURES_PER_ADDRESS; attempt++)
      // Beyond the bound of one name nobody looks at the password, and the attempt counts.
      await expect(guess('bob')).rejects.toThrow(/credentials-wrong|too-fast/);
    await expect(visitor().signsIn('alice')).rejects.toThrow('too-fast');
    passes(SIGN_IN_WINDOW_MS);
    await visitor().signsIn('alice');
  });

  it('keeps a browser signed in for as long as a session lasts', async () => {
    const { visitor } = await stage();
    const body = {
      name: 'Alice',
      username: 'alice',
      email: 'alice@example.org',
      password: 'correct horse battery',
      device: { name: 'laptop', kind: 'main' },
    };
    const { headers } = await visitor().fetch('POST', '/api/auth/sign-up', body);
    expect(headers.getSetCookie().join()).toContain(`Max-Age=${SESSION_SECONDS};`);
  });

  it('bounds the accounts made from one address', async () => {
    const { person, visitor } = await stage({ SIGN_UPS_PER_HOUR: '1' });
    await person('alice');
    await expect(visitor().signsUp('bob')).rejects.toThrow('too-fast');
  });
});

describe('a relay that is not open to everybody', () => {
  it('takes nobody when it is closed', async () => {
    const { visitor } = await stage({ SIGN_UP: 'closed' });
    expect(await visitor().get('/api/server')).toMatchObject({ signUp: 'closed' });
    await expect(visitor().signsUp('alice')).rejects.toThrow('sign-up-closed');
  });

  it('takes the first person, and then those who were invited', async () => {
    const { person, visitor } = await stage({ SIGN_UP: 'invite' });
    const alice = await person('alice');
    await expect(visitor().signsUp('bob')).rejects.toThrow('invite-needed');
    await expect(visitor().signsUp('bob', { invite: 'no-such-code' })).rejects.toThrow('invite-needed');
    const { code } = await alice.invites();
    const bob = visitor();
    await bob.signsUp('bob', { invite: code });
    expect(await bob.finds('alice')).toHaveLength(1);
  });
});

describe('tokens', () => {
  it('say who and which device, for a quarter of an hour at most, and anybody can check them', async () => {
    const { person, url } = await stage();
    const alice = await person('alice');
    const { token, expiresAt } = await alice.post<{ token: string; expiresAt: number }>('/api/auth/token');
    const keys = createRemoteJWKSet(new URL('/api/auth/jwks', url));
    const { payload } = await jwtVerify(token, keys);
    expect(payload).toMatchObject({ sub: alice.id, device: alice.device, exp: expiresAt / 1000 });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(TOKEN_SECONDS);
  });

  it('are good instead of the cookie, until they expire', async () => {
    const { person, visitor, passes } = await stage();
    const alice = await person('alice');
    const authorization = `Bearer ${await alice.token()}`;
    const program = visitor();
    const asking = (): Promise<Response> =>
      program.fetch('GET', '/api/session', undefined, { authorization });
    expect(await (await asking()).json()).toMatchObject({ user: { username: 'alice' } });
    passes(TOKEN_SECONDS * 1000);
    expect(await (await asking()).json()).toMatchObject({
      status: 401,
      reason: 'token-expired',
      retry: true,
    });
  });

  it('do not renew themselves: that takes the cookie', async () => {
    const { person, visitor } = await stage();
    const alice = await person('alice');
    const authorization = `Bearer ${await alice.token()}`;
    const answer = await visitor().fetch('POST', '/api/auth/token', undefined, { authorization });
    expect(await answer.json()).toMatchObject({ status: 401, reason: 'token-missing' });
  });

  it('are refused when they were forged', async () => {
    const { person, visitor } = await stage();
    const alice = await person('alice');
    const token = await alice.token();
    const [header, , signature] = token.split('.');
    const foreign = Buffer.from(JSON.stringify({ ...decodeJwt(token), sub: 'bob' })).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const forged of [`${header}.${foreign}.${signature}`, `${none}.${foreign}.`, 'rubbish'])
      expect(
        await (
          await visitor().fetch('GET', '/api/session', undefined, { authorization: `Bearer ${forged}` })
        ).json(),
      ).toMatchObject({ status: 401, reason: 'token-invalid', retry: false });
  });
});

describe('signing out', () => {
  it('ends the device: neither its cookie nor its token is good any more', async () => {
    const { person, visitor } = await stage();
    const alice = await person('alice');
    const authorization = `Bearer ${await alice.token()}`;
    const { cookie } = alice;
    await alice.post('/api/auth/sign-out');
    await expect(alice.get('/api/session')).rejects.toThrow('token-missing');
    const withToken = await visitor().fetch('GET', '/api/session', undefined, { authorization });
    expect(await withToken.json()).toMatchObject({ reason: 'device-revoked' });
    const withCookie = await visitor().fetch('GET', '/api/session', undefined, { cookie });
    expect(withCookie.status).toBe(401);
  });
});
