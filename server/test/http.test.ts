import { endpoints } from '@skein/shared/api/endpoints';
import { HTTP_BODY_BYTES } from '@skein/shared/limits';
import { describe, expect, it } from 'vitest';
import { stage } from './stage.ts';

describe('HTTP', () => {
  it('serves every endpoint of the contract, the closed ones to nobody unknown', async () => {
    const { visitor } = await stage();
    for (const { method, path, access } of Object.values(endpoints)) {
      const answer = await visitor().fetch(method, path.replaceAll(/:\w+/g, 'some-id'));
      const content = (await answer.json()) as { reason?: string };
      if (access !== 'public') expect([path, content.reason]).toEqual([path, 'token-missing']);
      else
        expect(path.includes(':') ? ['not-found'] : [undefined, 'request-invalid']).toContain(content.reason);
    }
    const description = await visitor().get<{ paths: object }>('/api/openapi.json');
    expect(Object.keys(description.paths)).toHaveLength(
      new Set(Object.values(endpoints).map(({ path }) => path)).size,
    );
  });

  it('says no as RFC 9457 has it', async () => {
    const { visitor } = await stage();
    const answer = await visitor().fetch('GET', '/api/rooms');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await answer.json()).toEqual({
      type: 'urn:skein:refusal:token-missing',
      title: 'You are not signed in here.',
      status: 401,
      reason: 'token-missing',
      retry: false,
    });
    expect(await (await visitor().fetch('GET', '/api/nothing')).json()).toMatchObject({
      reason: 'not-found',
    });
    expect(await (await visitor().fetch('GET', '/assets/gone.js')).json()).toMatchObject({ status: 404 });
  });

  it('takes nothing from pages of other places', async () => {
    const { person, url } = await stage({
      ALLOWED_ORIGINS: 'https://friend.example',
      PUBLIC_URL: 'http://chat.example',
    });
    const alice = await person('alice');
    const asking = async (origin: string): Promise<unknown> =>
      (await alice.fetch('POST', '/api/auth/token', undefined, { origin })).status;
    expect(await asking('https://evil.example')).toBe(403);
    expect(await asking('null')).toBe(403);
    expect(await asking('https://friend.example')).toBe(200);
    expect(await asking(url)).toBe(200);
    expect(await asking('http://chat.example')).toBe(200);
  });

  it('bounds bodies and reads only JSON', async () => {
    const { visitor } = await stage();
    const somebody = visitor();
    const bare = JSON.stringify({ identifier: '' }).length;
    const body = (bytes: number) => ({ identifier: 'x'.repeat(bytes - bare) });
    const signsIn = (bytes: number): Promise<unknown> => somebody.post('/api/auth/sign-in', body(bytes));
    await expect(signsIn(HTTP_BODY_BYTES)).rejects.toThrow('request-invalid');
    await expect(signsIn(HTTP_BODY_BYTES + 1)).rejects.toThrow('too-large');
    const form = await somebody.fetch('POST', '/api/auth/sign-in', {}, { 'content-type': 'text/plain' });
    expect(await form.json()).toMatchObject({ status: 400, reason: 'request-invalid' });
    await expect(somebody.get('/api/invites/%E0%A4%A')).rejects.toThrow('request-invalid');
    await expect(somebody.get('/api/invites/a%2Fb')).rejects.toThrow('request-invalid');
  });

  it('tells browsers to be strict', async () => {
    const { visitor, url } = await stage();
    const { headers } = await visitor().fetch('GET', '/healthz');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain(`connect-src 'self' ws://${new URL(url).host} wss://${new URL(url).host}`);
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('says whether it lives and whether it can work', async () => {
    const { visitor } = await stage();
    expect(await visitor().get('/healthz')).toEqual({ status: 'ok' });
    expect(await visitor().get('/readyz')).toEqual({ status: 'ready' });
  });
});
