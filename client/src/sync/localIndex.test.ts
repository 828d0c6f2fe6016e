import 'fake-indexeddb/auto';
import { segmentName } from '@skein/shared/documents';
import type { RoomId, UserId } from '@skein/shared/ids';
import { openDB } from 'idb';
import { afterEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { spareStorage } from '../../test/spareStorage.ts';
import { fresh } from './documentRecord.ts';
import { LocalIndex, localName } from './localIndex.ts';
import type { SpareStorage } from './spareCopy.ts';

const user = 'alice' as UserId;
const document = segmentName('tea' as RoomId, 0);
let profiles = 0;
const open: LocalIndex[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((index) => index.close()));
});

/** A device as a Skein of layout 1 left it: what it holds is in a database of its own, written bit by bit. */
const formerDevice = async (text: string) => {
  profiles += 1;
  const profile = `profile-${profiles}`;
  const former = await openDB(`${profile}/${user}`, 1, {
    upgrade: (database) => {
      database.createObjectStore('documents', { keyPath: 'document' });
      database.createObjectStore('rooms', { keyPath: 'id' });
    },
  });
  await former.put('documents', {
    document,
    generation: 3,
    unacknowledged: true,
    epoch: 'epoch-1',
    refusals: 1,
    dropped: ['x'],
    recall: [],
    touched: 7,
  });
  await former.put('rooms', { id: 'tea' });
  former.close();
  const name = localName(profile, user, document, 3);
  const copy = await openDB(name, 1, {
    upgrade: (database) => {
      database.createObjectStore('updates', { autoIncrement: true });
      database.createObjectStore('custom');
    },
  });
  const doc = new Y.Doc();
  const written: Promise<unknown>[] = [];
  doc.on('update', (update: Uint8Array) => written.push(copy.add('updates', update)));
  for (const letter of text) doc.getArray('letters').push([letter]);
  await Promise.all(written);
  copy.close();
  return { profile, name };
};

const indexOf = (profile: string, storage?: SpareStorage): LocalIndex => {
  const index = new LocalIndex(profile, user, storage);
  open.push(index);
  return index;
};

const databases = async (): Promise<string[]> => (await indexedDB.databases()).map(({ name }) => name ?? '');

it('takes over what a former layout left, with nothing lost and nothing left behind', async () => {
  const { profile, name } = await formerDevice('unsent');
  const index = indexOf(profile);
  expect(await index.get(document)).toMatchObject({
    generation: 3,
    unacknowledged: true,
    epoch: 'epoch-1',
    touched: 7,
    isComplete: false,
    isElsewhere: false,
  });
  const doc = await index.read(document);
  expect(doc.getArray('letters').toArray().join('')).toBe('unsent');
  expect(await index.rooms()).toEqual([{ id: 'tea' }]);
  expect(await databases()).not.toContain(name);
});

it('takes it over again when it was cut off halfway', async () => {
  const { profile } = await formerDevice('unsent');
  const first = indexOf(profile);
  const [whole, again] = await Promise.all([first.read(document), indexOf(profile).read(document)]);
  for (const doc of [whole, again]) expect(doc.getArray('letters').length).toBe(6);
});

it('wipes what a former layout left, be it never looked at', async () => {
  const { profile } = await formerDevice('secret');
  await indexOf(profile).wipe();
  expect((await databases()).filter((name) => name.startsWith(profile))).toEqual([]);
});

it('knows no more of a document that was left because somebody still looked for it', async () => {
  profiles += 1;
  const index = indexOf(`profile-${profiles}`);
  await index.get(document);
  await index.forget(document);
  expect((await index.read(document)).store.clients.size).toBe(0);
  expect(await index.all()).toEqual([]);
});

it('tells of every document once, however many there are', async () => {
  profiles += 1;
  const index = indexOf(`profile-${profiles}`);
  const names = Array.from({ length: 1_201 }, (_, number) => segmentName('tea' as RoomId, number));
  const transaction = (await index.database).transaction('documents', 'readwrite');
  await Promise.all([...names.map((name) => transaction.store.put(fresh(name))), transaction.done]);
  const told = (await index.all()).map(({ document }) => document);
  expect(told.toSorted()).toEqual(names.toSorted());
});

it('is told again what it lost, but not of content that may not follow, and nothing that it knows', async () => {
  profiles += 1;
  const index = indexOf(`profile-${profiles}`);
  const record = {
    ...fresh(document),
    generation: 2,
    unacknowledged: true,
    isComplete: true,
    epoch: 'epoch-1',
  };
  expect(await index.restore(record)).toBe(true);
  expect(await index.find(document)).toEqual({
    ...fresh(document),
    generation: 2,
    unacknowledged: true,
  });
  await index.update(document, () => ({ generation: 3 }));
  expect(await index.restore(record)).toBe(false);
  expect(await index.find(document)).toMatchObject({ generation: 3 });
});

it('begins a document that it does not know with the second copy, and lets go of one that is not needed', async () => {
  profiles += 1;
  const storage = spareStorage();
  const index = indexOf(`profile-${profiles}`, storage);
  const walks = segmentName('walks' as RoomId, 0);
  const cakes = segmentName('cakes' as RoomId, 0);
  const doc = new Y.Doc();
  doc.getArray('letters').push(['unsent']);
  for (const name of [document, walks, cakes]) index.spare.keep(name, Y.encodeStateAsUpdate(doc));
  await index.update(walks, () => ({ unacknowledged: true }));
  await index.update(cakes, () => ({ unacknowledged: false }));
  await index.recoverUnsent();
  expect((await index.read(document)).getArray('letters').toArray()).toEqual(['unsent']);
  expect(await index.find(document)).toMatchObject({ unacknowledged: true });
  // What was withdrawn there must not come back.
  for (const name of [walks, cakes]) expect((await index.read(name)).getArray('letters').length).toBe(0);
  expect([...index.spare.all().keys()]).toEqual([document, walks]);
});
