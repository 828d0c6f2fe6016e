import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { getMigrations } from 'better-auth/db/migration';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporaryFolder.ts';
import { betterAuthOptions } from '../accounts/betterAuth.ts';
import { DirectoryUnavailableError, openDatabase } from './database.ts';
import { DirectoryTooNewError, migrate } from './migrations.ts';

describe('the directory', () => {
  it('has the tables that better-auth expects', async () => {
    const database = openDatabase(join(temporaryFolder(), 'directory.sqlite'));
    const options = betterAuthOptions({ database, secret: 'x'.repeat(43), secureCookies: false });
    const { toBeCreated, toBeAdded } = await getMigrations(options);
    expect(toBeCreated).toEqual([]);
    expect(toBeAdded).toEqual([]);
    await database.destroy();
  });

  it('opens again as it was', async () => {
    const file = join(temporaryFolder(), 'directory.sqlite');
    const room = { id: 'room', kind: 'group', title: 'Climbing', history: 'all', createdAt: 1 } as const;
    const first = openDatabase(file);
    await first
      .insertInto('rooms')
      .values({ ...room, id: room.id as never, directKey: null })
      .execute();
    await first.destroy();
    const again = openDatabase(file);
    expect(await again.selectFrom('rooms').select('title').execute()).toEqual([{ title: 'Climbing' }]);
    await again.destroy();
  });

  it('refuses the layout of a newer Skein, untouched', () => {
    const file = join(temporaryFolder(), 'directory.sqlite');
    const newer = new DatabaseSync(file);
    newer.exec('pragma user_version = 99');
    newer.close();
    expect(() => openDatabase(file)).toThrow(DirectoryTooNewError);
  });

  it('says when it cannot be opened', () => {
    expect(() => openDatabase(temporaryFolder())).toThrow(DirectoryUnavailableError);
  });

  it('takes only the steps it lacks, each whole or not at all', () => {
    const sqlite = new DatabaseSync(':memory:');
    migrate(sqlite, ['create table a (x)']);
    expect(() => migrate(sqlite, ['create table a (x)', 'create table b (x); create table a (x)'])).toThrow();
    sqlite.exec('rollback');
    migrate(sqlite, ['create table a (x)', 'create table b (x)']);
    expect(sqlite.prepare('pragma user_version').get()).toEqual({ user_version: 2 });
  });
});
