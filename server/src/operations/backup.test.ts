import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openLevelJournal } from '../journal/level.ts';
import type { Journal } from '../journal/port.ts';
import { backUp } from './backup.ts';
import { placesIn } from './dataFolder.ts';

const update = (text: string): Uint8Array => new TextEncoder().encode(text);

const stores = async (): Promise<{ dataDir: string; journal: Journal; directory: DatabaseSync }> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'skein-backup-'));
  const places = placesIn(dataDir);
  await writeFile(places.secret, 'secret');
  const journal = await openLevelJournal(places.journal);
  const directory = new DatabaseSync(places.directory);
  directory.exec('pragma journal_mode = wal; create table people (name text)');
  onTestFinished(async () => {
    directory.close();
    await journal.close();
    await rm(dataDir, { recursive: true });
  });
  return { dataDir, journal, directory };
};

test('what is written while the backup is made is in neither half of it', async () => {
  const { dataDir, journal, directory } = await stores();
  const add = (name: string): Promise<void> => {
    directory.prepare('insert into people values (?)').run(name);
    return journal.append([{ document: `user/${name}/0`, update: update(name) }], []);
  };
  await add('alice');
  const later: Promise<void>[] = [];
  const backup = join(dataDir, 'backup');
  await backUp(
    {
      everything: () => {
        queueMicrotask(() => later.push(add('bob')));
        return journal.everything();
      },
    },
    dataDir,
    backup,
  );
  await Promise.all(later);
  expect(later).toHaveLength(1);

  const copied = await openLevelJournal(placesIn(backup).journal);
  expect([await copied.rows('user/alice/0'), await copied.rows('user/bob/0')]).toEqual([1, 0]);
  await copied.close();
  const people = new DatabaseSync(placesIn(backup).directory);
  expect(people.prepare('select name from people').all()).toEqual([{ name: 'alice' }]);
  people.close();
});

test('a backup that fails leaves nothing behind', async () => {
  const { dataDir, journal } = await stores();
  const backup = join(dataDir, 'backup');
  const broken: Pick<Journal, 'everything'> = {
    everything: async function* () {
      yield* journal.everything();
      throw new Error('the disk is gone');
    },
  };
  const before = await readdir(dataDir);
  await expect(backUp(broken, dataDir, backup)).rejects.toThrow('the disk is gone');
  expect(await readdir(dataDir)).toEqual(before);
});
