import { constants, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { backup as copyPages, DatabaseSync } from 'node:sqlite';
import { copyRows } from '../journal/copying.ts';
import { openLevelRows } from '../journal/level.ts';
import type { Journal } from '../journal/port.ts';
import { placesIn } from './dataFolder.ts';
import { OperationError } from './operationError.ts';

const VERSION = 1;

export interface BackupReport {
  readonly folder: string;
  /** Rows of the journal. */
  readonly rows: number;
}

/**
 * A copy of everything as it is at one moment, into a folder that is made for it and is there only when it is whole.
 * The relay goes on meanwhile.
 * @throws OperationError
 */
export const backUp = async (
  journal: Pick<Journal, 'everything'>,
  dataDir: string,
  folder: string,
  now: () => number = Date.now,
): Promise<BackupReport> => {
  if (existsSync(folder) && (await readdir(folder)).length > 0)
    throw new OperationError(`${folder} is not empty. A backup needs a folder of its own.`);
  const unfinished = `${folder}.unfinished`;
  try {
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(unfinished, { mode: 0o700 });
  } catch (error) {
    throw new OperationError(
      `${unfinished} cannot be made: ${(error as Error).message}. If a former backup was cut off, delete it.`,
      { cause: error },
    );
  }
  try {
    const rows = await copyEverything(journal, dataDir, unfinished);
    const told = JSON.stringify({ version: VERSION, at: new Date(now()).toISOString(), rows });
    await writeFile(placesIn(unfinished).backup, `${told}\n`, { flush: true });
    await rename(unfinished, folder);
    return { folder, rows };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
};

/** @returns the number of rows of the journal */
const copyEverything = async (
  journal: Pick<Journal, 'everything'>,
  dataDir: string,
  folder: string,
): Promise<number> => {
  const from = placesIn(dataDir);
  const to = placesIn(folder);
  await copyFile(from.secret, to.secret, constants.COPYFILE_EXCL);
  await chmod(to.secret, 0o600);
  const target = await openLevelRows(to.journal);
  try {
    // Both moments lie in one turn, so that no change of the relay comes between them.
    const rows = journal.everything();
    const directory = frozen(from.directory);
    try {
      await copyPages(directory, to.directory);
    } finally {
      directory.close();
    }
    await flush(to.directory);
    return await copyRows(rows, target);
  } finally {
    await target.close();
  }
};

/** A connection that sees the database as it is now for as long as it is open. */
const frozen = (file: string): DatabaseSync => {
  const database = new DatabaseSync(file, { readOnly: true });
  database.exec('begin');
  database.prepare('select count(*) from sqlite_master').get();
  return database;
};

const flush = async (file: string): Promise<void> => {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
