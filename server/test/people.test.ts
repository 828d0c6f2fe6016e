import { PEOPLE_QUERIES_PER_MINUTE } from '@skein/shared/limits';
import { describe, expect, it } from 'vitest';
import { stage } from './stage.ts';

describe('finding people', () => {
  it('goes by a part of name or username, best first, without oneself', async () => {
    const { person } = await stage();
    const alice = await person('alice');
    await person('malicent');
    await person('alistair');
    expect((await alice.finds('ALI')).map(({ username }) => username)).toEqual(['alistair', 'malicent']);
    expect(await alice.finds('%%%')).toEqual([]);
    expect(await alice.finds('___')).toEqual([]);
  });

  it('never goes by e-mail address or shows one', async () => {
    const { person, visitor } = await stage();
    const alice = await person('alice');
    await visitor().signsUp('bob', { email: 'robert@secret.example' });
    expect(await alice.finds('robert')).toEqual([]);
    expect(await alice.finds('secret')).toEqual([]);
    expect(Object.keys((await alice.finds('bob'))[0] ?? {})).toEqual(['id', 'name', 'username']);
  });

  it('takes three characters, an account, and patience', async () => {
    const { person, visitor, passes } = await stage();
    const alice = await person('alice');
    await expect(alice.finds('  bo ')).rejects.toThrow('request-invalid');
    await expect(visitor().finds('bob')).rejects.toThrow('token-missing');
    for (let query = 0; query < PEOPLE_QUERIES_PER_MINUTE; query++) await alice.finds('bob');
    await expect(alice.finds('bob')).rejects.toThrow('too-fast');
    passes(60_000);
    await alice.finds('bob');
  });
});

describe('invites', () => {
  it('say who sent them and lead to a conversation with that person', async () => {
    const { person, visitor, url } = await stage();
    const alice = await person('alice');
    const invite = await alice.invites();
    expect(invite.url).toBe(`${url}/invite/${invite.code}`);
    expect(await visitor().get(`/api/invites/${invite.code}`)).toEqual({ from: alice.session.user });
    const bob = visitor();
    await bob.signsUp('bob', { invite: invite.code });
    const room = await bob.post<{ id: string }>(`/api/invites/${invite.code}/accept`);
    expect((await alice.talksTo(bob)).id).toBe(room.id);
    await expect(alice.post(`/api/invites/${invite.code}/accept`)).rejects.toThrow('request-invalid');
  });

  it('name the public address, and end', async () => {
    const { person, visitor, passes } = await stage({ PUBLIC_URL: 'https://chat.example.org/' });
    const alice = await person('alice');
    const { url, code, expiresAt } = await alice.invites();
    expect(url).toBe(`https://chat.example.org/invite/${code}`);
    passes(expiresAt);
    await expect(visitor().get(`/api/invites/${code}`)).rejects.toThrow('not-found');
    await expect(visitor().get('/api/invites/made-up')).rejects.toThrow('not-found');
  });
});

describe('devices', () => {
  it('are listed, renamed and signed out from each other', async () => {
    const { person, visitor } = await stage();
    const laptop = await person('alice');
    const phone = visitor();
    await phone.signsIn('alice');
    expect(await laptop.devices()).toMatchObject([
      { id: laptop.device, name: 'laptop', kind: 'main', current: true },
      { id: phone.device, name: 'phone', kind: 'sub', current: false },
    ]);
    await laptop.ask('PATCH', `/api/devices/${phone.device}`, { name: ' Old phone ' });
    expect(await phone.devices()).toMatchObject([{}, { name: 'Old phone', current: true }]);
    const authorization = `Bearer ${await phone.token()}`;
    await laptop.ask('DELETE', `/api/devices/${phone.device}`);
    expect(await laptop.devices()).toHaveLength(1);
    await expect(phone.get('/api/session')).rejects.toThrow('device-revoked');
    await expect(phone.token()).rejects.toThrow('device-revoked');
    const program = await visitor().fetch('GET', '/api/rooms', undefined, { authorization });
    expect(await program.json()).toMatchObject({ reason: 'device-revoked' });
  });

  it('are nobody else’s', async () => {
    const { person } = await stage();
    const [alice, eve] = [await person('alice'), await person('eve')];
    await expect(eve.ask('DELETE', `/api/devices/${alice.device}`)).rejects.toThrow('not-found');
    await expect(eve.ask('PATCH', `/api/devices/${alice.device}`, { name: 'mine' })).rejects.toThrow(
      'not-found',
    );
    await alice.get('/api/session');
  });
});
