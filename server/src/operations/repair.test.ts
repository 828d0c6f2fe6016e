import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type DocumentName, segmentName, userDocumentName } from '@skein/shared/documents';
import type { RoomId, UserId } from '@skein/shared/ids';
import { expect, onTestFinished, test } from 'vitest';
import { updatesOf } from '../journal/layout.ts';
import { openLevelJournal, openLevelRows } from '../journal/level.ts';
import { createRelay } from '../relay/relay.ts';
import { grantOf, messageOf, Replica, ROOM, segmentRef, silentLog } from '../relay/testing.ts';
import { placesIn } from './dataFolder.ts';
import { repair } from './repair.ts';
import { verify } from './verify.ts';

const OTHER = 'other' as RoomId;
const everything = (): boolean => true;

const dataFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'skein-repair-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const directory = new DatabaseSync(placesIn(folder).directory);
  directory.exec('pragma user_version = 1');
  directory.close();
  return folder;
};

const relayIn = (folder: string) =>
  createRelay({ openJournal: () => openLevelJournal(placesIn(folder).journal), log: silentLog });

/** Flips a bit in one of the rows of a document, counted from the oldest. */
const damage = async (folder: string, document: DocumentName, nth: number): Promise<void> => {
  const rows = await openLevelRows(placesIn(folder).journal);
  const { key, value } = (await rows.range(updatesOf(document)))[nth]!;
  value[value.length - 1]! ^= 1;
  await rows.write([{ key, value }]);
  await rows.close();
};

test('a damaged document is named, and comes back without what is lost; nothing else changes', async () => {
  const folder = await dataFolder();
  const before = await relayIn(folder);
  for (const room of [ROOM, OTHER]) await before.createRoom(room);
  const said = ['first', 'second', 'third'].map((text) => messageOf('alice', text));
  for (const message of said) await before.post(ROOM, message, grantOf('alice'));
  await before.post(OTHER, messageOf('bob', 'elsewhere'), grantOf('bob'));
  const { epoch } = before;
  await before.close();
  expect((await verify(folder)).complaints).toEqual([]);

  await damage(folder, segmentName(ROOM, 0), 2);
  expect((await verify(folder)).complaints).toEqual(['The document room/room/0 has 1 damaged rows.']);
  const report = await repair(folder, segmentName(ROOM, 0));
  expect(report?.damagedRows).toBe(1);
  expect((await verify(folder)).complaints).toEqual([]);

  const after = await relayIn(folder);
  expect(after.epoch).not.toBe(epoch);
  const page = { after: 0, limit: 10 };
  const texts = async (room: RoomId) =>
    (await after.messages(room, page, everything)).map(({ text }) => text);
  expect(await texts(OTHER)).toEqual(['elsewhere']);
  const left = await texts(ROOM);
  expect(left).toContain('first');
  expect(left).not.toContain('second');
  expect(left.length + (report?.lostMessages ?? 0)).toBe(3);

  // Its author still holds it: it comes back once, behind what was stamped before.
  const stamp = await after.post(ROOM, said[1]!, grantOf('alice'));
  expect(stamp.seq).toBe(4);
  const bob = new Replica(after, grantOf('bob'), segmentRef()).connect();
  await bob.untilStamped(said[1]!);
  await after.close();
});

test('a segment of which nothing can be read goes on empty', async () => {
  const folder = await dataFolder();
  const before = await relayIn(folder);
  await before.createRoom(ROOM);
  await before.post(ROOM, messageOf('alice', 'lost'), grantOf('alice'));
  await before.close();
  for (const row of [0, 1]) await damage(folder, segmentName(ROOM, 0), row);
  expect(await repair(folder, segmentName(ROOM, 0))).toEqual({ damagedRows: 2, lostMessages: 1 });

  const after = await relayIn(folder);
  const alice = new Replica(after, grantOf('alice')).connect();
  const message = alice.say('goes on');
  expect(await alice.untilStamped(message)).toBe(2);
  await after.close();
});

test('a user document goes on with what can be read', async () => {
  const folder = await dataFolder();
  const alice = 'alice' as UserId;
  const before = await relayIn(folder);
  await before.userDocumentIndex(alice);
  await before.writeUser(alice, ({ settings }) => settings.set('theme', 'dark'));
  await before.writeUser(alice, ({ settings }) => settings.set('sound', 'off'));
  await before.close();
  const name = userDocumentName(alice, 0);
  await damage(folder, name, 2);
  expect(await repair(folder, name)).toMatchObject({ damagedRows: 1 });
  const after = await relayIn(folder);
  await after.writeUser(alice, ({ settings }) => expect(settings.toJSON()).toEqual({ theme: 'dark' }));
  await after.close();
});

test('what is sound is left alone, and what never was is refused', async () => {
  const folder = await dataFolder();
  const before = await relayIn(folder);
  await before.createRoom(ROOM);
  const { epoch } = before;
  await before.close();
  expect(await repair(folder, segmentName(ROOM, 0))).toBeUndefined();
  await expect(repair(folder, segmentName(ROOM, 1))).rejects.toThrow(
    'There is no segment 1 of the room room.',
  );
  await expect(repair(folder, 'user/alice/0')).rejects.toThrow('There is no document 0 of the person alice.');
  const after = await relayIn(folder);
  expect(after.epoch).toBe(epoch);
  await after.close();
});

test('a document that is gone is named', async () => {
  const folder = await dataFolder();
  const before = await relayIn(folder);
  await before.createRoom(ROOM);
  await before.close();
  const rows = await openLevelRows(placesIn(folder).journal);
  const stored = await rows.range(updatesOf(segmentName(ROOM, 0)));
  await rows.write(stored.map(({ key }) => ({ key, value: undefined })));
  await rows.close();
  expect((await verify(folder)).complaints).toEqual(['The document room/room/0 is missing.']);
  expect(await repair(folder, segmentName(ROOM, 0))).toEqual({ damagedRows: 0, lostMessages: 0 });
  expect((await verify(folder)).complaints).toEqual([]);
});
