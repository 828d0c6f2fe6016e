import type { LinkRequest, Session, StartedLink } from '@skein/shared/api/schemas';
import {
  LINK_CODE_SECONDS,
  LINK_CODES_PER_ADDRESS,
  LINK_INTERVAL_SECONDS,
  LINK_TRIES_PER_ADDRESS,
  LINK_TRIES_PER_PERSON,
  USER_AGENT_LENGTH,
} from '@skein/shared/limits';
import { describe, expect, it } from 'vitest';
import { stage, type Visitor } from './stage.ts';

const SECOND_MS = 1_000;

const asks = (visitor: Visitor, name = 'Firefox on Linux'): Promise<StartedLink> =>
  visitor.post('/api/auth/device/code', { device: { name, kind: 'sub' } });

const claims = (visitor: Visitor, { device_code }: Pick<StartedLink, 'device_code'>): Promise<Session> =>
  visitor.post('/api/auth/device/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code,
  });

const approves = (visitor: Visitor, code: string): Promise<void> =>
  visitor.post(`/api/links/${code}/approve`);

describe('linking a device', () => {
  it('signs it in as a device of its own, without a password', async () => {
    const { person, visitor, passes } = await stage({ PUBLIC_URL: 'https://chat.example.org' });
    const alice = await person('alice');
    const borrowed = visitor();
    const link = await asks(borrowed);
    expect(link).toEqual({
      device_code: expect.stringMatching(/^[\w-]{43}$/),
      user_code: expect.stringMatching(/^[B-Z]{4}-[B-Z]{4}$/),
      verification_uri: 'https://chat.example.org/link',
      verification_uri_complete: `https://chat.example.org/link?code=${link.user_code}`,
      expires_in: LINK_CODE_SECONDS,
      interval: LINK_INTERVAL_SECONDS,
    });
    await expect(claims(borrowed, link)).rejects.toThrow('link-pending');

    const shown = await alice.get<LinkRequest>(`/api/links/${link.user_code}`);
    expect(shown).toMatchObject({
      code: link.user_code,
      device: { name: 'Firefox on Linux', kind: 'sub' },
      browser: 'node',
      address: '127.0.0.1',
      expiresAt: shown.askedAt + LINK_CODE_SECONDS * SECOND_MS,
    });
    await approves(alice, link.user_code);

    passes(LINK_INTERVAL_SECONDS * SECOND_MS);
    const session = await claims(borrowed, link);
    expect(session).toMatchObject({
      user: alice.session.user,
      device: { name: 'Firefox on Linux', kind: 'sub' },
    });
    expect(await borrowed.get('/api/session')).toEqual(session);
    expect(await alice.devices()).toMatchObject([
      { id: alice.device, current: true },
      { id: session.device.id, linkedBy: alice.device, current: false },
    ]);
    await borrowed.token();
  });

  it('shows so much of what its browser says it is', async () => {
    const { person, visitor } = await stage();
    const alice = await person('alice');
    const looks = async (browser: string): Promise<string> => {
      const body = { device: { name: 'Phone', kind: 'sub' } };
      const answer = await visitor().fetch('POST', '/api/auth/device/code', body, { 'user-agent': browser });
      const { user_code } = (await answer.json()) as StartedLink;
      return (await alice.get<LinkRequest>(`/api/links/${user_code}`)).browser;
    };
    expect(await looks('x'.repeat(USER_AGENT_LENGTH))).toBe('x'.repeat(USER_AGENT_LENGTH));
    expect(await looks('x'.repeat(USER_AGENT_LENGTH + 1))).toBe('x'.repeat(USER_AGENT_LENGTH));
  });

  it('takes the code however it is typed', async () => {
    const { person, visitor } = await stage();
    const alice = await person('alice');
    const { user_code } = await asks(visitor());
    const typed = user_code.toLowerCase().replace('-', '');
    expect(await alice.get(`/api/links/${typed}`)).toMatchObject({ code: user_code });
  });

  it('is denied, and the code is good for nothing any more', async () => {
    const { person, visitor, passes } = await stage();
    const [alice, borrowed] = [await person('alice'), visitor()];
    const link = await asks(borrowed);
    await alice.post(`/api/links/${link.user_code}/deny`);
    await expect(alice.get(`/api/links/${link.user_code}`)).rejects.toThrow('link-expired');
    await expect(approves(alice, link.user_code)).rejects.toThrow('link-expired');
    await expect(claims(borrowed, link)).rejects.toThrow('link-denied');
    passes(LINK_INTERVAL_SECONDS * SECOND_MS);
    await expect(claims(borrowed, link)).rejects.toThrow('link-expired');
    await expect(borrowed.get('/api/session')).rejects.toThrow('token-missing');
  });

  it('expires, on both sides', async () => {
    const { person, visitor, passes } = await stage();
    const [alice, borrowed] = [await person('alice'), visitor()];
    const [link, approved] = [await asks(borrowed), await asks(borrowed)];
    await approves(alice, approved.user_code);
    passes(LINK_CODE_SECONDS * SECOND_MS - 1);
    expect(await alice.get(`/api/links/${link.user_code}`)).toMatchObject({ code: link.user_code });
    passes(1);
    await expect(alice.get(`/api/links/${link.user_code}`)).rejects.toThrow('link-expired');
    await expect(approves(alice, link.user_code)).rejects.toThrow('link-expired');
    for (const late of [link, approved]) await expect(claims(borrowed, late)).rejects.toThrow('link-expired');
  });

  it('works once, of several who claim it at the same time for one of them', async () => {
    const { person, visitor, passes } = await stage();
    const alice = await person('alice');
    const link = await asks(visitor());
    await approves(alice, link.user_code);
    const claimed = await Promise.allSettled(
      [visitor(), visitor(), visitor()].map((thief) => claims(thief, link)),
    );
    expect(claimed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    passes(LINK_INTERVAL_SECONDS * SECOND_MS);
    await expect(claims(visitor(), link)).rejects.toThrow('link-expired');
    expect(await alice.devices()).toHaveLength(2);
  });

  it('is claimed by its secret only: the code that everybody sees is not enough', async () => {
    const { person, visitor } = await stage();
    const alice = await person('alice');
    const link = await asks(visitor());
    await approves(alice, link.user_code);
    await expect(claims(visitor(), { device_code: link.user_code })).rejects.toThrow('link-expired');
  });

  it('comes to nothing when the device that approved it is signed out first', async () => {
    const { person, visitor } = await stage();
    const [alice, stolen, thief] = [await person('alice'), visitor(), visitor()];
    await stolen.signsIn('alice');
    const link = await asks(thief);
    await approves(stolen, link.user_code);
    await alice.ask('DELETE', `/api/devices/${stolen.device}`);
    await expect(claims(thief, link)).rejects.toThrow('link-denied');
    expect(await alice.devices()).toHaveLength(1);
  });

  it('takes somebody who is signed in with a cookie, on a page of ours', async () => {
    const { person, visitor } = await stage();
    const alice = await person('alice');
    const { user_code } = await asks(visitor());
    const path = `/api/links/${user_code}/approve`;
    await expect(visitor().post(path)).rejects.toThrow('token-missing');
    const authorization = `Bearer ${await alice.token()}`;
    const byToken = await visitor().fetch('POST', path, undefined, { authorization });
    expect(await byToken.json()).toMatchObject({ reason: 'token-missing' });
    const elsewhere = await alice.fetch('POST', path, undefined, { origin: 'https://evil.example' });
    expect(await elsewhere.json()).toMatchObject({ reason: 'origin-refused' });
    await approves(alice, user_code);
  });

  it('says what OAuth says', async () => {
    const { person, visitor, passes } = await stage();
    const [alice, borrowed] = [await person('alice'), visitor()];
    const link = await asks(borrowed);
    const error = async (): Promise<unknown> => {
      const body = {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: link.device_code,
      };
      const answer = await borrowed.fetch('POST', '/api/auth/device/token', body);
      return [answer.status, ((await answer.json()) as { error?: string }).error];
    };
    expect(await error()).toEqual([400, 'authorization_pending']);
    expect(await error()).toEqual([400, 'slow_down']);
    // Who was too fast has to be slower from now on.
    passes(LINK_INTERVAL_SECONDS * SECOND_MS);
    expect(await error()).toEqual([400, 'slow_down']);
    await alice.post(`/api/links/${link.user_code}/deny`);
    passes(60 * SECOND_MS);
    expect(await error()).toEqual([400, 'access_denied']);
    expect(await error()).toEqual([400, 'expired_token']);
  });
});

describe('whoever guesses a code', () => {
  it('is stopped for a while, and right ones do not count', async () => {
    const { person, visitor, passes } = await stage();
    const alice = await person('alice');
    const { user_code } = await asks(visitor());
    for (let look = 0; look <= LINK_TRIES_PER_PERSON; look++) await alice.get(`/api/links/${user_code}`);
    for (let guess = 0; guess < LINK_TRIES_PER_PERSON; guess++)
      await expect(approves(alice, 'BBBB-BBBB')).rejects.toThrow('link-expired');
    await expect(approves(alice, user_code)).rejects.toThrow('too-fast');
    passes(LINK_CODE_SECONDS * SECOND_MS);
    await expect(approves(alice, 'BBBB-BBBB')).rejects.toThrow('link-expired');
  });

  it('is stopped at secrets too', async () => {
    const { visitor } = await stage();
    const guesser = visitor();
    for (let guess = 0; guess < LINK_TRIES_PER_ADDRESS; guess++)
      await expect(claims(guesser, { device_code: `guess-${guess}` })).rejects.toThrow('link-expired');
    await expect(claims(guesser, { device_code: 'one more' })).rejects.toThrow('too-fast');
  });

  it('gains no guesses by being denied', async () => {
    const { person, visitor } = await stage();
    const [alice, other, guesser] = [await person('alice'), visitor(), visitor()];
    await other.signsIn('alice');
    const link = await asks(guesser);
    await approves(other, link.user_code);
    await alice.ask('DELETE', `/api/devices/${other.device}`);
    await expect(claims(guesser, link)).rejects.toThrow('link-denied');
    for (let guess = 0; guess < LINK_TRIES_PER_ADDRESS; guess++)
      await expect(claims(guesser, { device_code: `guess-${guess}` })).rejects.toThrow('link-expired');
    await expect(claims(guesser, { device_code: 'one more' })).rejects.toThrow('too-fast');
  });

  it('gets no more codes with the many addresses of one network', async () => {
    const { visitor } = await stage({ TRUSTED_PROXIES: '1' });
    const asksFrom = async (address: string): Promise<number> => {
      const body = { device: { name: 'Phone', kind: 'sub' } };
      const headers = { 'x-forwarded-for': address };
      return (await visitor().fetch('POST', '/api/auth/device/code', body, headers)).status;
    };
    for (let asked = 0; asked < LINK_CODES_PER_ADDRESS; asked++)
      expect(await asksFrom(`2001:db8:1:2::${asked}`)).toBe(200);
    expect(await asksFrom('2001:db8:1:2:3:4:5:6')).toBe(429);
    expect(await asksFrom('2001:db8:1:3::1')).toBe(200);
  });

  it('gets so many codes from one address', async () => {
    const { visitor, passes } = await stage();
    const asker = visitor();
    for (let asked = 0; asked < LINK_CODES_PER_ADDRESS; asked++) await asks(asker);
    await expect(asks(asker)).rejects.toThrow('too-fast');
    passes(LINK_CODE_SECONDS * SECOND_MS);
    await asks(asker);
  });
});
