import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { epochRow } from '../journal/copying.ts';
import { openJournal } from '../journal/journal.ts';
import { openLevelRows } from '../journal/level.ts';
import { assertHoldsData, placesIn } from './dataFolder.ts';
import { OperationError } from './operationError.ts';

/**
 * A backup becomes the data of a relay, in an empty folder and in another life: devices that know more than the backup
 * learn of it, fetch afresh, and bring back what they have written since.
 * @throws OperationError, JournalTooNewError, JournalRowDamagedError
 */
export const restore = async (backup: string, dataDir: string, newEpoch?: () => string): Promise<void> => {
  assertHoldsData(backup);
  const from = placesIn(backup);
  if (!existsSync(from.backup)) throw new OperationError(`${backup} is no whole backup.`);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if ((await readdir(dataDir)).length > 0)
    throw new OperationError(`${dataDir} is not empty. Restore into an empty folder, chosen with DATA_DIR.`);

  const { restoring, ...to } = placesIn(dataDir);
  const copied = placesIn(restoring);
  await mkdir(restoring, { mode: 0o700 });
  try {
    for (const place of ['secret', 'directory', 'journal'] as const)
      await cp(from[place], copied[place], { recursive: true, errorOnExist: true, force: false });
    await beginAnotherLife(copied.journal, newEpoch);
  } catch (error) {
    await rm(restoring, { recursive: true, force: true });
    throw error;
  }
  // As long as the folder that is emptied here exists, no relay starts.
  for (const place of ['secret', 'directory', 'journal'] as const) await rename(copied[place], to[place]);
  await rmdir(restoring);
};

const beginAnotherLife = async (folder: string, newEpoch?: () => string): Promise<void> => {
  const rows = await openLevelRows(folder);
  // A backup of a newer Skein is not touched.
  const journal = await openJournal(rows);
  try {
    await rows.write([epochRow(newEpoch)]);
  } finally {
    await journal.close();
  }
};
