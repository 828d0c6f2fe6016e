import { once } from 'node:events';
import { join } from 'node:path';
import { get, type IncomingMessage } from 'node:http';
import { arrayBuffer } from 'node:stream/consumers';
import type { Room } from '@skein/shared/api/schemas';
import type { RoomId } from '@skein/shared/ids';
import { EXPORT_STALL_MS, EXPORTS_AT_ONCE } from '@skein/shared/limits';
import { userDocumentOf } from '@skein/shared/userDocument';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import { type Schedule, systemSchedule } from '../src/relay/ports.ts';
import { silentLog } from '../src/relay/testing.ts';
import { createServer } from '../src/server.ts';
import { stage, Visitor } from './stage.ts';
import { openOwn, openSegment, until } from './stockClient.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { unzip } from './unzip.ts';

const exported = async (who: Visitor, query = ''): Promise<ReadonlyMap<string, string>> => {
  const answer = await who.fetch('GET', `/api/export${query}`);
  expect(answer.headers.get('content-type')).toBe('application/zip');
  expect(answer.headers.get('content-disposition')).toMatch(
    /^attachment; filename="skein-\d{4}-\d\d-\d\d\.zip"$/,
  );
  return unzip(Buffer.from(await answer.arrayBuffer()));
};

const fileOf = (files: ReadonlyMap<string, string>, path: RegExp): string => {
  const found = [...files.keys()].filter((name) => path.test(name));
  expect(found).toHaveLength(1);
  return files.get(found[0] ?? '') ?? '';
};

interface ExportedRoom {
  readonly people: readonly { readonly name: string }[];
  readonly title: string;
  readonly messages: readonly { readonly text: string; readonly seq: number; readonly deleted?: true }[];
}
const roomOf = (files: ReadonlyMap<string, string>, path: RegExp): ExportedRoom =>
  JSON.parse(fileOf(files, path)) as ExportedRoom;

/** Somebody who asks for an export and does not read it. */
const stalls = async (url: string, { cookie }: Visitor): Promise<IncomingMessage> => {
  const request = get(`${url}/api/export`, { headers: { cookie }, agent: false });
  onTestFinished(() => void request.destroy());
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return answer;
};

/** So much that it does not fit into what sockets hold. */
const talksALot = async (who: Visitor, room: Room): Promise<void> => {
  // Nothing that is easily compressed.
  for (let count = 0; count < 300; count++) {
    const text = Array.from({ length: 1_200 }, (_, at) =>
      ((count * 7_919 + at * 104_729) ** 3 % 1_679_616).toString(36),
    ).join(' ');
    await who.says(text.slice(0, 7_900), room);
  }
};

describe('an export', () => {
  it('holds every conversation as JSON and as a page to read', async () => {
    const { url, person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const direct = await alice.talksTo(bob);
    const group = await bob.startsGroup('Kitchen <3 & "co"', [alice]);
    await alice.says('hello bob', direct);
    await bob.says('one <script>alert(1)</script>\ntwo & three', group);
    const segment = await openSegment(url, alice, direct.id);
    await until(segment.doc, () => segment.doc.getMap('stamps').size === 1);
    const files = await exported(alice);
    expect([...files.keys()]).toEqual([
      'index.html',
      'account.json',
      'conversations/0001-Bob.html',
      'conversations/0001-Bob.json',
      'conversations/0002-Kitchen-3-co.html',
      'conversations/0002-Kitchen-3-co.json',
    ]);
    expect(roomOf(files, /Bob\.json$/)).toMatchObject({
      kind: 'direct',
      title: 'Bob',
      messages: [{ seq: 1, author: alice.id, text: 'hello bob' }],
      unreadableParts: 0,
    });
    const page = fileOf(files, /Kitchen.*html$/);
    expect(page).toContain('<h1>Kitchen &lt;3 &amp; &quot;co&quot;</h1>');
    expect(page).toContain('one &lt;script&gt;alert(1)&lt;/script&gt;\ntwo &amp; three');
    expect(page).not.toContain('<script');
    expect(files.get('index.html')).toContain('href="conversations/0001-Bob.html"');
  });

  it('holds profile, devices, drafts, settings and returned mail, and no secret', async () => {
    const { url, person } = await stage({ REFUSED_WORDS: 'rhubarb' });
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    const own = await openOwn(url, alice);
    await until(own.doc, () => userDocumentOf(own.doc).people.length > 0);
    const { drafts, settings, returned } = userDocumentOf(own.doc);
    drafts.set(room.id as RoomId, { text: 'not yet', at: 1 });
    settings.set('theme', 'dark');
    const letter = { room: room.id as RoomId, text: 'came back', sentAt: 1, returnedAt: 2 };
    returned.set('m1' as never, { ...letter, reason: 'word-refused' });
    const other = await openOwn(url, alice);
    await until(other.doc, () => userDocumentOf(other.doc).returned.size === 1);
    const files = await exported(alice);
    expect(JSON.parse(fileOf(files, /^account\.json$/))).toMatchObject({
      profile: { name: 'Alice', username: 'alice', email: 'alice@example.org' },
      devices: [{ name: 'laptop', kind: 'main' }],
      drafts: { [room.id]: { text: 'not yet' } },
      settings: { theme: 'dark' },
      returned: { m1: { text: 'came back' } },
    });
    expect(files.get('index.html')).toContain('came back');
    expect(fileOf(files, /account/)).not.toMatch(/token|password|secret/i);
  });

  it('says edits, deletions, replies and reactions as they stand', async () => {
    const { url, person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    const { id: first } = await alice.says('with a typo', room);
    const { id: second } = await alice.says('regretted', room);
    await bob.post(`/api/rooms/${room.id}/messages`, { id: 'answer', text: 'I see', replyTo: first });
    const segment = await openSegment(url, alice, room.id);
    await until(segment.doc, () => segment.doc.getMap('stamps').size === 3);
    const by = { author: alice.id, device: alice.device, at: 1 };
    segment.doc.getArray('amendments').push([{ id: 'a1', message: first, ...by, text: 'without one' }]);
    segment.doc.getArray('amendments').push([{ id: 'a2', message: second, ...by, retract: true }]);
    segment.doc.getMap('reactions').set(`answer ${alice.id} 👍`, true);
    await until(segment.doc, () => segment.doc.getArray('messages').length === 2);
    const files = await exported(bob);
    const page = fileOf(files, /Alice\.html$/);
    expect(page).toContain('without one');
    expect(page).not.toMatch(/typo|regretted/);
    expect(page).toContain('Message retracted');
    expect(page).toContain(`<blockquote><a href="#m-${first}">Alice: without one</a></blockquote>`);
    expect(page).toContain('<li>👍 Alice</li>');
    expect(roomOf(files, /Alice\.json$/).messages).toMatchObject([
      { text: 'without one', edited: true },
      { text: '', deleted: true },
      { text: 'I see', replyTo: first, reactions: { '👍': [alice.id] } },
    ]);
  });

  it('holds of a group what was said while the person was in it, once they are in it again', async () => {
    const { person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const [carol, dave, erin] = [await person('carol'), await person('dave'), await person('erin')];
    const club = await alice.startsGroup('Club', [carol, erin]);
    await alice.says('too early', club);
    await alice.removes(erin, club);
    await alice.adds(bob, club);
    await alice.says('within', club);
    await alice.removes(carol, club);
    await alice.removes(bob, club);
    await alice.says('too late', club);
    await alice.adds(dave, club);
    await alice.removes(dave, club);
    expect([...(await exported(bob)).keys()].filter((name) => name.includes('Club'))).toEqual([]);
    await alice.adds(bob, club);
    const files = await exported(bob);
    // Who came and went at other times is none of his business.
    expect(roomOf(files, /Club\.json$/).people.map(({ name }) => name)).toEqual(['Alice', 'Carol', 'Bob']);
    expect(roomOf(files, /Club\.json$/).messages.map(({ text }) => text)).toEqual(['within']);
    expect(fileOf(files, /Club\.html$/)).not.toContain('too ');
  });

  it('writes times in the time zone that was asked for', async () => {
    const { person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const { at } = await alice.says('hello', await alice.talksTo(bob));
    const clockIn = (timeZone: string): string =>
      new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone }).format(at);
    const tokyo = fileOf(await exported(alice, '?timeZone=Asia/Tokyo'), /Bob\.html$/);
    expect(tokyo).toContain(`>${clockIn('Asia/Tokyo')}</time>`);
    expect(fileOf(await exported(alice), /Bob\.html$/)).toContain(`>${clockIn('UTC')}</time>`);
    await expect(alice.get('/api/export?timeZone=Mars/Olympus')).rejects.toThrow('request-invalid');
  });

  it('is made once at a time for a person, for some at a time, and goes with whoever asked for it', async () => {
    const { url, person } = await stage({ MESSAGE_RATE: '0', MESSAGE_BURST: '0', SIGN_UPS_PER_HOUR: '0' });
    const people = [];
    for (let number = 0; number <= EXPORTS_AT_ONCE; number++) people.push(await person(`person${number}`));
    const [first, ...others] = people;
    if (first === undefined) throw new Error('nobody');
    const group = await first.startsGroup('Everybody', others);
    await talksALot(first, group);
    const stalled = await stalls(url, first);
    await expect(first.get('/api/export')).rejects.toThrow('export-under-way');
    for (const other of others.slice(1)) await stalls(url, other);
    const last = others[0];
    await expect(last?.get('/api/export')).rejects.toThrow('too-fast');
    // The relay is not kept from anything else.
    expect(await first.reads(group, '?limit=1')).toHaveLength(1);
    stalled.destroy();
    await vi.waitFor(async () => expect((await exported(first)).size).toBe(4), { timeout: 20_000 });
  });

  it('ends when its reader takes nothing for EXPORT_STALL_MS', async () => {
    const watches: (() => void)[] = [];
    const schedule: Schedule = (milliseconds, run) => {
      if (milliseconds !== EXPORT_STALL_MS) return systemSchedule(milliseconds, run);
      watches.push(run);
      return () => undefined;
    };
    const { url, person } = await stage({ MESSAGE_RATE: '0', MESSAGE_BURST: '0' }, schedule);
    const alice = await person('alice');
    await talksALot(alice, await alice.startsGroup('Alone'));
    const answer = await stalls(url, alice);
    const passes = (): void => watches.shift()?.();
    // What fits into sockets was taken since the watch began: it goes on.
    passes();
    expect(watches).toHaveLength(1);
    await vi.waitFor(() => {
      passes();
      expect(watches).toEqual([]);
    });
    await expect(arrayBuffer(answer)).rejects.toThrow('aborted');
  });

  it('ends with the device that asked for it, and with the account', async () => {
    const { url, person, visitor } = await stage({ MESSAGE_RATE: '0', MESSAGE_BURST: '0' });
    const [alice, stolen] = [await person('alice'), visitor()];
    await talksALot(alice, await alice.startsGroup('Alone'));
    await stolen.signsIn('alice');
    const byThief = await stalls(url, stolen);
    await alice.ask('DELETE', `/api/devices/${stolen.device}`);
    await expect(arrayBuffer(byThief)).rejects.toThrow('aborted');
    const own = await stalls(url, alice);
    await alice.post('/api/account/delete', { password: 'correct horse battery' });
    await expect(arrayBuffer(own)).rejects.toThrow('aborted');
  });

  it('does not keep the relay from its end', async () => {
    const dataDir = temporaryFolder();
    const config = readConfig({
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      MESSAGE_RATE: '0',
      MESSAGE_BURST: '0',
    });
    const errors: string[] = [];
    const log = { ...silentLog, error: (_fields: object, message: string) => void errors.push(message) };
    const server = await createServer(config, { log, clientDir: join(dataDir, 'no-client') });
    const url = `http://127.0.0.1:${server.port}`;
    const alice = new Visitor(url);
    await alice.signsUp('alice');
    await talksALot(alice, await alice.startsGroup('Alone'));
    const stalled = await stalls(url, alice);
    const cut = once(stalled.socket, 'close');
    await server.close();
    await cut;
    expect(errors).toEqual([]);
  });
});
