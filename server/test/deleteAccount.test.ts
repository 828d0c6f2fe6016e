import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { segmentName, userDocumentName } from '@skein/shared/documents';
import type { RoomId, UserId } from '@skein/shared/ids';
import { SIGN_IN_FAILURES_PER_NAME } from '@skein/shared/limits';
import { latestById, userDocumentOf } from '@skein/shared/userDocument';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../src/config.ts';
import { openDatabase } from '../src/directory/database.ts';
import { Deletions } from '../src/directory/deletions.ts';
import { openLevelRows } from '../src/journal/level.ts';
import { placesIn } from '../src/operations/dataFolder.ts';
import { verify } from '../src/operations/verify.ts';
import type { Log } from '../src/relay/ports.ts';
import { silentLog } from '../src/relay/testing.ts';
import { createServer } from '../src/server.ts';
import { stage, Visitor } from './stage.ts';
import { open, openOwn, openSegment, until } from './stockClient.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const PASSWORD = 'correct horse battery';

const deletes = (who: Visitor, password = PASSWORD): Promise<void> =>
  who.post('/api/account/delete', { password });

/** Whatever lies in the data folder, by and large as it lies there. */
const onDisk = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    .join('\n');

/** The relay from a start to its end, in a folder that it finds again. */
const lifeIn = async (dataDir: string, log: Log = silentLog) => {
  const config = readConfig({ PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir });
  const server = await createServer(config, { log, clientDir: join(dataDir, 'no-client') });
  onTestFinished(() => server.close());
  return { server, url: `http://127.0.0.1:${server.port}` };
};

/** Flips a bit in every row whose key begins so. */
const damage = async (dataDir: string, ...prefixes: readonly string[]): Promise<void> => {
  const rows = await openLevelRows(placesIn(dataDir).journal);
  for (const prefix of prefixes) {
    const found = await rows.range({ from: prefix, to: `${prefix}\x7f` });
    expect(found).not.toEqual([]);
    for (const { value } of found) value[value.length - 1]! ^= 1;
    await rows.write(found);
  }
  await rows.close();
};

describe('deleting an account', () => {
  it('takes the password once more, and a wrong one counts as at the sign-in', async () => {
    const { person, visitor } = await stage();
    const alice = await person('alice');
    const authorization = `Bearer ${await alice.token()}`;
    const withToken = await visitor().fetch(
      'POST',
      '/api/account/delete',
      { password: PASSWORD },
      { authorization },
    );
    expect(await withToken.json()).toMatchObject({ reason: 'token-missing' });
    for (let attempt = 0; attempt < SIGN_IN_FAILURES_PER_NAME; attempt++)
      await expect(deletes(alice, 'a wrong guess')).rejects.toThrow('credentials-wrong');
    await expect(deletes(alice)).rejects.toThrow('too-fast');
    await expect(visitor().signsIn('alice')).rejects.toThrow('too-fast');
    await alice.get('/api/session');
  });

  it('ends every device at once, and tells it why whenever it comes back', async () => {
    const { url, person, visitor } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    const phone = visitor();
    await phone.signsIn('alice');
    const late = await phone.token();
    const [own, segment] = [await openOwn(url, phone), await openSegment(url, alice, room.id)];
    await deletes(alice);
    expect(await own.refused).toBe('account-deleted');
    expect(await segment.refused).toBe('account-deleted');
    await expect(phone.get('/api/session')).rejects.toThrow('account-deleted');
    await expect(phone.post('/api/devices/returned', { device: phone.device, returned: [] })).rejects.toThrow(
      'account-deleted',
    );
    expect(await open(url, segmentName(room.id as RoomId, 0), late).refused).toBe('account-deleted');
    await expect(visitor().signsIn('alice')).rejects.toThrow('credentials-wrong');
    await expect(visitor().signsIn('alice@example.org')).rejects.toThrow('credentials-wrong');
    // Also her own browser, should it have missed the answer.
    await expect(alice.get('/api/session')).rejects.toThrow('account-deleted');
  });

  it('leaves what was written under another name, wherever it is known', async () => {
    const { url, person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    await alice.says('so long', room);
    const seen = await openOwn(url, bob);
    const names = (): string[] => latestById(userDocumentOf(seen.doc).people).map(({ name }) => name);
    await until(seen.doc, () => names().includes('Alice'));
    await deletes(alice);
    await until(seen.doc, () => names().includes('Deleted account'));
    expect(names()).not.toContain('Alice');
    expect(await bob.reads(room)).toEqual(['so long']);
    expect((await bob.room(room)).members).toContainEqual(
      expect.objectContaining({ id: alice.id, name: 'Deleted account', username: '', deleted: true }),
    );
  });

  it('makes nobody findable, addable or writable to any more', async () => {
    const { person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const { code } = await alice.invites();
    const group = await bob.startsGroup('Choir');
    await deletes(alice);
    expect(await bob.finds('alice')).toEqual([]);
    expect(await bob.finds('Deleted')).toEqual([]);
    await expect(bob.talksTo(alice)).rejects.toThrow('person-unknown');
    await expect(bob.adds(alice, group)).rejects.toThrow('person-unknown');
    await expect(bob.startsGroup('Band', [alice])).rejects.toThrow('person-unknown');
    await expect(bob.get(`/api/invites/${code}`)).rejects.toThrow('not-found');
  });

  it('ends memberships: a group goes to whoever is in it for longest', async () => {
    const { url, person } = await stage();
    const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
    const group = await alice.startsGroup('Choir', [bob, carol]);
    const alone = await alice.startsGroup('Alone');
    await alice.says('la la', group);
    const seen = await openSegment(url, bob, group.id);
    await deletes(alice);
    // Open channels are opened again with what the owner may.
    expect(await seen.refused).toBe('chain-moved');
    const { members } = await carol.room(group);
    expect(members.map(({ name, role }) => [name, role])).toEqual([
      ['Bob', 'owner'],
      ['Carol', 'member'],
    ]);
    expect(await carol.reads(group)).toEqual(['la la']);
    await expect(bob.room(alone)).rejects.toThrow('room-forbidden');
  });

  it('leaves nothing personal on the disk, and name and address to whoever comes next', async () => {
    const { url, person, visitor, dataDir } = await stage({ MESSAGE_RATE: '0', MESSAGE_BURST: '0' });
    const alice = await person('alice');
    const bob = await person('bob');
    const room = await alice.talksTo(bob);
    const own = await openOwn(url, alice);
    await until(own.doc, () => userDocumentOf(own.doc).people.length > 0);
    userDocumentOf(own.doc).drafts.set(room.id as RoomId, { text: 'a draft about rutabaga', at: 1 });
    const second = await openOwn(url, alice);
    await until(second.doc, () => userDocumentOf(second.doc).drafts.size === 1);
    expect(onDisk(join(dataDir, 'journal'))).toContain('rutabaga');
    await deletes(alice);
    expect(onDisk(join(dataDir, 'journal'))).not.toContain('rutabaga');
    expect(onDisk(dataDir)).not.toContain('alice@example.org');
    const database = openDatabase(placesIn(dataDir).directory);
    onTestFinished(() => database.destroy());
    const rows = await Promise.all(
      (['user', 'session', 'account', 'verification', 'devices', 'invites', 'links'] as const).map((table) =>
        database.selectFrom(table).selectAll().execute(),
      ),
    );
    expect(JSON.stringify(rows)).not.toMatch(/alice/i);
    const next = visitor();
    await next.signsUp('alice');
    expect(next.id).not.toBe(alice.id);
    expect(await next.get<{ rooms: unknown[] }>('/api/rooms')).toEqual({ rooms: [] });
  });

  it('lets the first person make an account again where everybody else is gone', async () => {
    const { person, visitor } = await stage({ SIGN_UP: 'invite' });
    await deletes(await person('alice'));
    await visitor().signsUp('alice');
  });

  it('that was cut off is finished at the next start', async () => {
    const dataDir = temporaryFolder();
    const life = () => lifeIn(dataDir);
    const first = await life();
    const [alice, bob] = [new Visitor(first.url), new Visitor(first.url)];
    await alice.signsUp('alice');
    await bob.signsUp('bob');
    const group = await alice.startsGroup('Choir', [bob]);
    const own = await openOwn(first.url, alice);
    userDocumentOf(own.doc).drafts.set(group.id as RoomId, { text: 'a draft about rutabaga', at: 1 });
    const second = await openOwn(first.url, alice);
    await until(second.doc, () => userDocumentOf(second.doc).drafts.size === 1);
    await first.server.close();

    // The process was killed right after the directory had it.
    const database = openDatabase(placesIn(dataDir).directory);
    await new Deletions(database).begin(alice.id as UserId);
    await database.destroy();
    const next = await life();
    const again = new Visitor(next.url);
    await again.signsIn('bob');
    expect((await again.room(group)).members.map(({ name, role }) => [name, role])).toEqual([
      ['Bob', 'owner'],
    ]);
    const token = await again.token();
    expect(await open(next.url, userDocumentName(alice.id as UserId, 0), token).refused).toBe(
      'room-forbidden',
    );
    expect(onDisk(join(dataDir, 'journal'))).not.toContain('rutabaga');
    await next.server.close();
    expect((await verify(dataDir)).complaints).toEqual([]);
    const after = openDatabase(placesIn(dataDir).directory);
    expect(await new Deletions(after).unfinished()).toEqual([]);
    await after.destroy();
  });

  it('comes through where a bad disk has damaged what is to go', async () => {
    const dataDir = temporaryFolder();
    const first = await lifeIn(dataDir);
    const [alice, bob] = [new Visitor(first.url), new Visitor(first.url)];
    await alice.signsUp('alice');
    await bob.signsUp('bob');
    const damagedGroup = await alice.startsGroup('Damaged', [bob]);
    const group = await alice.startsGroup('Sound', [bob]);
    const own = await openOwn(first.url, alice);
    userDocumentOf(own.doc).drafts.set(group.id as RoomId, { text: 'a draft about rutabaga', at: 1 });
    const second = await openOwn(first.url, alice);
    await until(second.doc, () => userDocumentOf(second.doc).drafts.size === 1);
    await first.server.close();
    const her = `user/${alice.id}/`;
    await damage(dataDir, `u!${her}`, `f!user!${alice.id}`);
    await damage(dataDir, `u!room/${damagedGroup.id}/`, `f!room!${damagedGroup.id}`);
    const database = openDatabase(placesIn(dataDir).directory);
    await new Deletions(database).begin(alice.id as UserId);
    await database.destroy();

    const warnings: object[] = [];
    const log: Log = { ...silentLog, warn: (fields) => warnings.push(fields) };
    const next = await lifeIn(dataDir, log);
    expect(warnings).toContainEqual(expect.objectContaining({ document: `${her}0` }));
    expect(onDisk(join(dataDir, 'journal'))).not.toContain('rutabaga');
    const again = new Visitor(next.url);
    await again.signsIn('bob');
    expect((await again.room(group)).members.map(({ name }) => name)).toEqual(['Bob']);
    await next.server.close();
    const { complaints } = await verify(dataDir);
    expect(complaints.filter((complaint) => complaint.includes(alice.id))).toEqual([]);
    const after = openDatabase(placesIn(dataDir).directory);
    expect(await new Deletions(after).unfinished()).toEqual([]);
    const members = after.selectFrom('members').select('user').where('leftSeq', 'is', null);
    expect((await members.execute()).map(({ user }) => user)).toEqual([bob.id, bob.id]);
    await after.destroy();
  });
});
