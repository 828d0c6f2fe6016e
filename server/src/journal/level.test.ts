import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Level } from 'level';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { journalContract } from './contract.ts';
import { openJournal } from './journal.ts';
import { updatesOf } from './layout.ts';
import { openLevelJournal, openLevelRows } from './level.ts';
import {
  type Journal,
  JournalEndedError,
  JournalRowDamagedError,
  JournalTooNewError,
  JournalUnavailableError,
} from './port.ts';
import { encodeJsonRow } from './row.ts';
import type { RowStore } from './rowStore.ts';

const folders: string[] = [];
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'skein-journal-'));
  folders.push(folder);
  return folder;
};
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

const update = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (updates: readonly Uint8Array[]): string[] =>
  updates.map((bytes) => new TextDecoder().decode(bytes));

/** Changes rows of a closed journal from outside. */
const tamper = async (
  folder: string,
  change: (database: Level<string, Uint8Array>) => Promise<void>,
): Promise<void> => {
  const database = new Level<string, Uint8Array>(folder, { valueEncoding: 'view' });
  await change(database);
  await database.close();
};

journalContract('level', async () => {
  const folder = await newFolder();
  return () => openLevelJournal(folder);
});

test('a flipped bit costs its document and no other', async () => {
  const folder = await newFolder();
  const before = await openLevelJournal(folder);
  await before.append(
    [
      { document: 'room/meadow/0', update: update('damaged') },
      { document: 'room/forest/0', update: update('whole') },
    ],
    [{ key: 'chain/meadow', value: 1 }],
  );
  await before.close();
  await tamper(folder, async (database) => {
    for await (const [key, value] of database.iterator()) {
      if (!key.startsWith('u!room/meadow/0!')) continue;
      value[value.length - 1] = (value.at(-1) ?? 0) ^ 1;
      await database.put(key, value);
    }
  });

  const after = await openLevelJournal(folder);
  const reading = after.read('room/meadow/0');
  await expect(reading).rejects.toThrow(JournalRowDamagedError);
  await expect(reading).rejects.toThrow('room/meadow/0');
  await expect(after.compact('room/meadow/0', () => new Uint8Array())).rejects.toThrow(
    JournalRowDamagedError,
  );
  expect(texts(await after.read('room/forest/0'))).toEqual(['whole']);
  expect(await after.fact('chain/meadow')).toBe(1);
  await after.append([{ document: 'room/forest/0', update: update('goes on') }], []);
  expect(texts(await after.read('room/forest/0'))).toEqual(['whole', 'goes on']);
  await after.close();
});

test.each([
  ['cut short', (row: Uint8Array) => row.subarray(0, -1)],
  ['shorter than its header', (row: Uint8Array) => row.subarray(0, 3)],
  ['of an unknown form', (row: Uint8Array) => Uint8Array.of(9, ...row.subarray(1))],
])('a row that is %s is damaged', async (_, damage) => {
  const folder = await newFolder();
  const before = await openLevelJournal(folder);
  await before.append([], [{ key: 'chain/meadow', value: { head: 3 } }]);
  await before.close();
  await tamper(folder, async (database) => {
    const row = await database.get('f!chain/meadow');
    await database.put('f!chain/meadow', damage(row ?? new Uint8Array()));
  });

  const after = await openLevelJournal(folder);
  await expect(after.fact('chain/meadow')).rejects.toThrow(JournalRowDamagedError);
  await expect(after.facts('chain/', 1)).rejects.toThrow(JournalRowDamagedError);
  await after.close();
});

test('a store of a newer layout is refused, and left as it is', async () => {
  const folder = await newFolder();
  await (await openLevelJournal(folder)).close();
  await tamper(folder, (database) => database.put('m!layout', encodeJsonRow(2)));

  await expect(openLevelJournal(folder)).rejects.toThrow(JournalTooNewError);
  await expect(openLevelJournal(folder)).rejects.toThrow('newer Skein');
});

test('a folder that holds something else, or lost what tells its layout, is not written over', async () => {
  const folder = await newFolder();
  const before = await openLevelJournal(folder);
  await before.append([{ document: 'room/meadow/0', update: update('hello') }], []);
  await before.close();
  await tamper(folder, (database) => database.del('m!layout'));
  await expect(openLevelJournal(folder)).rejects.toThrow(JournalRowDamagedError);
});

test('a second opener is told that somebody else has the journal', async () => {
  const folder = await newFolder();
  const first = await openLevelJournal(folder);
  await expect(openLevelJournal(folder)).rejects.toThrow(JournalUnavailableError);
  await expect(openLevelJournal(folder)).rejects.toThrow('in use by another process');
  await first.close();
  await (await openLevelJournal(folder)).close();
});

test('a folder that cannot be made is named', async () => {
  const file = join(await newFolder(), 'file');
  await writeFile(file, '');
  const opening = openLevelJournal(join(file, 'journal'));
  await expect(opening).rejects.toThrow(JournalUnavailableError);
  await expect(opening).rejects.toThrow(file);
});

test('a failed append ends the handle, and everything acknowledged is there after opening again', async () => {
  const folder = await newFolder();
  const rows = await openLevelRows(folder);
  let full = false;
  const disk: RowStore = {
    get: (key) => rows.get(key),
    getMany: (keys) => rows.getMany(keys),
    range: (range, limit) => rows.range(range, limit),
    count: (range) => rows.count(range),
    everything: () => rows.everything(),
    write: (changes) => (full ? Promise.reject(new Error('No space left on device')) : rows.write(changes)),
    merge: (range) => rows.merge(range),
    close: () => rows.close(),
  };
  const journal = await openJournal(disk);
  const send = (text: string): Promise<void> =>
    journal.append([{ document: 'room/meadow/0', update: update(text) }], []);

  await send('acknowledged');
  full = true;
  const failed = send('failed');
  const behind = send('behind it');
  await expect(failed).rejects.toThrow(JournalEndedError);
  await expect(behind).rejects.toThrow(JournalEndedError);
  full = false;
  await expect(send('after it')).rejects.toThrow(JournalEndedError);
  await expect(journal.read('room/meadow/0')).rejects.toThrow(JournalEndedError);
  await journal.close();

  const again = await openLevelJournal(folder);
  expect(texts(await again.read('room/meadow/0'))).toEqual(['acknowledged']);
  await again.close();
});

test('a batch that was cut off in the midst is not there at all, wherever it was cut', async () => {
  const folder = await newFolder();
  const before = await openLevelJournal(folder);
  const entry = (document: 'room/meadow/0' | 'room/forest/0', text: string) => ({
    document,
    update: update(text),
  });
  await before.append([entry('room/meadow/0', 'whole'), entry('room/forest/0', 'whole')], []);
  const log = join(folder, (await readdir(folder)).find((name) => name.endsWith('.log')) ?? '');
  const whole = (await stat(log)).size;
  await before.append(
    [entry('room/meadow/0', 'torn'), entry('room/forest/0', 'torn')],
    [{ key: 'a', value: 1 }],
  );
  const written = (await stat(log)).size;
  await before.close();

  for (let size = whole; size < written; size += 7) {
    const torn = await newFolder();
    await cp(folder, torn, { recursive: true });
    await truncate(join(torn, basename(log)), size);
    const after = await openLevelJournal(torn);
    for (const document of ['room/meadow/0', 'room/forest/0'] as const)
      expect(texts(await after.read(document))).toEqual(['whole']);
    expect(await after.fact('a')).toBeUndefined();
    await after.append([entry('room/meadow/0', 'goes on')], []);
    expect(texts(await after.read('room/meadow/0'))).toEqual(['whole', 'goes on']);
    await after.close();
  }
});

/** A real one needs the right to mount. */
const smallDisk = async (): Promise<string | undefined> => {
  const folder = await newFolder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
  if (mounted.status !== 0) return undefined;
  onTestFinished(() => {
    spawnSync('umount', ['-l', folder]);
  });
  return folder;
};

test('on a disk that is really full nothing acknowledged is lost, also not what comes when there is space again', async ({
  skip,
}) => {
  const disk = await smallDisk();
  if (disk === undefined) return skip('A small disk cannot be mounted here: this was not tried.');
  const folder = join(disk, 'journal');
  const acknowledged: string[] = [];
  const fill = async (journal: Journal): Promise<void> => {
    for (let at = 0; ; at++) {
      const text = `${acknowledged.length} ${at} ${'x'.repeat(8_000)}`;
      try {
        await journal.append([{ document: 'room/meadow/0', update: update(text) }], []);
      } catch (error) {
        expect(error).toBeInstanceOf(JournalEndedError);
        return;
      }
      acknowledged.push(text);
    }
  };
  await writeFile(join(disk, 'something else'), new Uint8Array(500_000));
  const first = await openLevelJournal(folder);
  await fill(first);
  await expect(first.read('room/meadow/0')).rejects.toThrow(JournalEndedError);
  await first.close();
  expect(acknowledged.length).toBeGreaterThan(10);

  await rm(join(disk, 'something else'));
  const second = await openLevelJournal(folder);
  expect(texts(await second.read('room/meadow/0'))).toEqual(acknowledged);
  const before = acknowledged.length;
  await fill(second);
  await second.close();
  expect(acknowledged.length).toBeGreaterThan(before);

  // Copied to where there is space, for LevelDB needs some to open.
  const elsewhere = await newFolder();
  await cp(folder, elsewhere, { recursive: true });
  const third = await openLevelJournal(elsewhere);
  const there = texts(await third.read('room/meadow/0'));
  expect(there.filter((text) => acknowledged.includes(text))).toEqual(acknowledged);
  expect(there.length).toBeLessThanOrEqual(acknowledged.length + 2);
  await third.close();
});

test('what a compaction leaves out is nowhere in the folder any more', async () => {
  const folder = await newFolder();
  const journal = await openLevelJournal(folder);
  const everywhere = async (): Promise<string> => {
    const names = await readdir(folder);
    return (await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))).join();
  };
  await journal.append([{ document: 'room/meadow/0', update: update('retracted: meet me at noon') }], []);
  await journal.append([{ document: 'room/forest/0', update: update('nobody took this back') }], []);
  expect(await everywhere()).toContain('meet me at noon');
  await journal.compact('room/meadow/0', () => update('retracted'), { forget: true });
  expect(await everywhere()).not.toContain('meet me at noon');
  expect(await everywhere()).toContain('nobody took this back');
  expect(texts(await journal.read('room/meadow/0'))).toEqual(['retracted']);
  await journal.close();
});

test('what is replaced is nowhere in the folder any more, be it damaged', async () => {
  const folder = await newFolder();
  const before = await openLevelJournal(folder);
  await before.append([{ document: 'user/alice/0', update: update('a draft about rutabaga') }], []);
  await before.append([{ document: 'user/alice/0', update: update('and another') }], []);
  await before.append([{ document: 'user/bob/0', update: update('of somebody else') }], []);
  await before.close();
  const rows = await openLevelRows(folder);
  const [{ key, value } = { key: '', value: new Uint8Array() }] = await rows.range(updatesOf('user/alice/0'));
  value[value.length - 1]! ^= 1;
  await rows.write([{ key, value }]);
  await rows.close();

  const journal = await openLevelJournal(folder);
  await expect(journal.compact('user/alice/0', () => update(''))).rejects.toThrow(JournalRowDamagedError);
  await journal.replace('user/alice/0', update('nothing'));
  expect(texts(await journal.read('user/alice/0'))).toEqual(['nothing']);
  expect(texts(await journal.read('user/bob/0'))).toEqual(['of somebody else']);
  const names = await readdir(folder);
  const everywhere = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  expect(everywhere.join()).not.toMatch(/rutabag|another/);
  await journal.close();
});

test('appends that come while one is written share the next write', async () => {
  const rows = await openLevelRows(await newFolder());
  let writes = 0;
  const journal = await openJournal({
    get: (key) => rows.get(key),
    getMany: (keys) => rows.getMany(keys),
    range: (range, limit) => rows.range(range, limit),
    count: (range) => rows.count(range),
    everything: () => rows.everything(),
    write: (changes) => {
      writes += 1;
      return rows.write(changes);
    },
    merge: (range) => rows.merge(range),
    close: () => rows.close(),
  });
  writes = 0;
  const appends = Array.from({ length: 50 }, (_, index) =>
    journal.append([{ document: `room/r${index}/0`, update: update('hello') }], []),
  );
  await Promise.all(appends);
  expect(writes).toBe(1);
  await journal.close();
});
