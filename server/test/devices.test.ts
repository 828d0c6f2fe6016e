import { DatabaseSync } from 'node:sqlite';
import type { Session, StartedLink } from '@skein/shared/api/schemas';
import { DEVICES_PER_PERSON, MAIN_GRACE_MS, SESSION_SECONDS, SUB_DEVICE_SECONDS } from '@skein/shared/limits';
import { latestById, userDocumentOf } from '@skein/shared/userDocument';
import { describe, expect, it } from 'vitest';
import { placesIn } from '../src/operations/dataFolder.ts';
import { type Schedule, systemSchedule } from '../src/relay/ports.ts';
import { stage, type Visitor } from './stage.ts';
import { type Open, openOwn, openSegment, until } from './stockClient.ts';

const change = (by: Visitor, device: string, changed: object): Promise<void> =>
  by.ask('PATCH', `/api/devices/${device}`, changed);

const listed = ({ doc }: Open) => latestById(userDocumentOf(doc).devices);

const entryOf = (own: Open, device: string) => listed(own).find(({ id }) => id === device);

describe('devices', () => {
  it('are renamed and change their kind, and all devices of the person see it', async () => {
    const { url, person, visitor } = await stage();
    const [laptop, phone] = [await person('alice'), visitor()];
    await phone.signsIn('alice');
    const own = await openOwn(url, laptop);
    await until(own.doc, () => entryOf(own, phone.device)?.kind === 'sub');
    await change(laptop, phone.device, { name: 'Old phone' });
    await until(own.doc, () => entryOf(own, phone.device)?.name === 'Old phone');
    await change(phone, phone.device, { kind: 'main' });
    await until(own.doc, () => entryOf(own, phone.device)?.kind === 'main');
    expect(await phone.get<Session>('/api/session')).toMatchObject({
      device: { name: 'Old phone', kind: 'main' },
    });
    for (const wrong of [{ name: ' ' }, { kind: 'toaster' }])
      await expect(change(laptop, phone.device, wrong)).rejects.toThrow('request-invalid');
  });

  it('are nobody else’s to change or to sign out', async () => {
    const { person } = await stage();
    const [alice, eve] = [await person('alice'), await person('eve')];
    await expect(change(eve, alice.device, { kind: 'sub' })).rejects.toThrow('not-found');
    await expect(eve.ask('DELETE', `/api/devices/${alice.device}`)).rejects.toThrow('not-found');
    await eve.ask('DELETE', '/api/devices');
    expect(await alice.devices()).toHaveLength(1);
  });

  it('are signed out at once, all but one', async () => {
    const { url, person, visitor } = await stage();
    const [laptop, phone, tablet] = [await person('alice'), visitor(), visitor()];
    for (const other of [phone, tablet]) await other.signsIn('alice');
    const away = await openOwn(url, phone);
    await until(away.doc, () => listed(away).length === 3);
    await laptop.ask('DELETE', '/api/devices');
    expect(await away.refused).toBe('device-revoked');
    for (const other of [phone, tablet])
      await expect(other.get('/api/session')).rejects.toThrow('device-revoked');
    expect(await laptop.devices()).toMatchObject([{ id: laptop.device }]);
  });

  it('leave no cursor when they are signed out, and what was read stays read', async () => {
    const { url, person, visitor } = await stage();
    const [laptop, phone, bob] = [await person('alice'), visitor(), await person('bob')];
    await phone.signsIn('alice');
    const room = await bob.talksTo(laptop);
    await bob.says('hello', room);
    const reading = await openSegment(url, phone, room.id);
    const seen = await openSegment(url, bob, room.id);
    await until(reading.doc, () => reading.doc.getMap('stamps').size === 1);
    reading.doc.getMap('cursors').set(phone.device, { user: phone.id, seq: 1 });
    await until(seen.doc, () => seen.doc.getMap('cursors').has(phone.device));
    await laptop.ask('DELETE', `/api/devices/${phone.device}`);
    await until(seen.doc, () => !seen.doc.getMap('cursors').has(phone.device));
    expect(seen.doc.getMap('cursors').toJSON()).toEqual({ [laptop.device]: { user: laptop.id, seq: 1 } });
    const own = await openOwn(url, laptop);
    await until(own.doc, () => userDocumentOf(own.doc).rooms.length === 1);
    expect(latestById(userDocumentOf(own.doc).rooms)).toMatchObject([{ unread: 0, readSeq: 1 }]);
  });

  it('end when they do not come back for long, a main one much later', async () => {
    const { person, visitor, passes } = await stage();
    const [laptop, phone] = [await person('alice'), visitor()];
    await phone.signsIn('alice');
    passes(SUB_DEVICE_SECONDS * 1000 - 1);
    // Whoever fetches a token has come back.
    await phone.token();
    passes(SUB_DEVICE_SECONDS * 1000 - 1);
    expect(await laptop.devices()).toHaveLength(2);
    passes(1);
    await expect(phone.token()).rejects.toThrow('device-revoked');
    expect(await laptop.devices()).toMatchObject([{ id: laptop.device }]);
    await laptop.token();
    passes(SESSION_SECONDS * 1000);
    await expect(laptop.token()).rejects.toThrow('device-revoked');
  });

  it('are bounded: the one not seen for longest is signed out', async () => {
    const { person, visitor, passes, dataDir } = await stage();
    const first = await person('alice');
    const second = visitor();
    await second.signsIn('alice');
    passes(60_000);
    await first.token();
    // As many sign-ins would take as many passwords, which are slow by design.
    const directory = new DatabaseSync(placesIn(dataDir).directory);
    directory.exec('begin');
    for (let more = 2; more < DEVICES_PER_PERSON; more++)
      directory.exec(`
        insert into session select 'more-${more}', expiresAt, 'token-${more}', createdAt, updatedAt, ipAddress, userAgent,
          userId from session where id = '${first.device}';
        insert into devices (id, user, name, kind, createdAt, lastSeen) select 'more-${more}', user, name, kind,
          createdAt, lastSeen from devices where id = '${first.device}';
      `);
    directory.exec('commit');
    directory.close();
    expect(await first.devices()).toHaveLength(DEVICES_PER_PERSON);
    await visitor().signsIn('alice');
    expect(await first.devices()).toHaveLength(DEVICES_PER_PERSON);
    await expect(second.get('/api/session')).rejects.toThrow('device-revoked');
  });
});

describe('a relay that requires a main device', () => {
  /** The time that sub devices are given runs out when the test says so; all other timers are the system's. */
  const setUp = async () => {
    const held = new Set<() => void>();
    const listeners = new Set<() => void>();
    const changed = (): void => {
      for (const listener of listeners) listener();
    };
    const schedule: Schedule = (milliseconds, run) => {
      if (milliseconds !== MAIN_GRACE_MS) return systemSchedule(milliseconds, run);
      held.add(run);
      changed();
      return () => {
        held.delete(run);
        changed();
      };
    };
    const { url, person, visitor } = await stage({ REQUIRE_MAIN: 'true' }, schedule);
    const [main, sub] = [await person('alice'), visitor()];
    await sub.signsIn('alice');
    const graces = (count: number): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (held.size === count) resolve();
        };
        listeners.add(look);
        look();
      });
    const graceRunsOut = (): void => {
      for (const run of held) run();
    };
    return { url, main, sub, graces, graceRunsOut };
  };

  const isServed = (own: Open, by: Visitor): Promise<void> =>
    until(own.doc, () => entryOf(own, by.device) !== undefined);

  it('serves a sub device only while a main one is connected, and again when it is', async () => {
    const { url, main, sub, graces, graceRunsOut } = await setUp();
    const early = await openOwn(url, sub);
    expect(await early.refused).toBe('main-offline');
    const first = await openOwn(url, main);
    // A stock client tries again by itself.
    await isServed(early, sub);

    const served = await openOwn(url, sub);
    await isServed(served, sub);
    first.leave();
    await graces(1);
    await isServed(await openOwn(url, sub), sub);
    graceRunsOut();
    expect(await served.refused).toBe('main-offline');
    expect(await (await openOwn(url, sub)).refused).toBe('main-offline');
  });

  it('gives a sub device nothing over HTTP either, but what it needs to be one', async () => {
    const { url, main, sub } = await setUp();
    const room = await main.startsGroup('Climbing');
    await main.says('hello', room);
    for (const path of ['/api/rooms', `/api/rooms/${room.id}/messages`, '/api/search?q=hello', '/api/export'])
      await expect(sub.get(path)).rejects.toThrow('main-offline');
    await expect(sub.says('hi', room)).rejects.toThrow('main-offline');
    const { code } = await main.invites();
    await expect(sub.post(`/api/invites/${code}/accept`)).rejects.toThrow('main-offline');
    expect(await sub.devices()).toHaveLength(2);
    expect(await main.reads(room)).toEqual(['hello']);
    const first = await openOwn(url, main);
    await isServed(first, main);
    await expect.poll(() => sub.reads(room).catch(() => [])).toEqual(['hello']);
    await sub.post('/api/auth/sign-out');
  });

  it('disturbs nobody when the main device is back in time', async () => {
    const { url, main, sub, graces } = await setUp();
    const first = await openOwn(url, main);
    await isServed(first, sub);
    const served = await openOwn(url, sub);
    await isServed(served, sub);
    first.leave();
    await graces(1);
    await openOwn(url, main);
    await graces(0);
    await change(main, sub.device, { name: 'Still here' });
    await until(served.doc, () => entryOf(served, sub.device)?.name === 'Still here');
  });

  it('goes by the kind that a device has now', async () => {
    const { url, main, sub, graces, graceRunsOut } = await setUp();
    await change(main, sub.device, { kind: 'main' });
    const own = await openOwn(url, sub);
    await isServed(own, sub);
    await isServed(await openOwn(url, main), main);
    await change(main, main.device, { kind: 'sub' });
    await change(sub, sub.device, { kind: 'sub' });
    await graces(1);
    graceRunsOut();
    expect(await own.refused).toBe('main-offline');
  });

  it('lets no sub device get around it by itself', async () => {
    const { url, main, sub } = await setUp();
    const promotes = (): Promise<void> => change(sub, sub.device, { kind: 'main' });
    const body = { device: { name: 'Another one', kind: 'main' } };
    const { user_code } = await sub.post<StartedLink>('/api/auth/device/code', body);
    const letsIn = (): Promise<void> => sub.post(`/api/links/${user_code}/approve`);
    await expect(promotes()).rejects.toThrow('main-offline');
    await expect(letsIn()).rejects.toThrow('main-offline');
    await change(sub, sub.device, { name: 'Borrowed' });
    await isServed(await openOwn(url, main), main);
    const served = (): Promise<unknown> => sub.get('/api/rooms').catch(() => undefined);
    await expect.poll(served).toBeDefined();
    await letsIn();
    await promotes();
  });

  it('is not the default', async () => {
    const { url, person, visitor } = await stage();
    await person('alice');
    const sub = visitor();
    await sub.signsIn('alice');
    await isServed(await openOwn(url, sub), sub);
  });
});
