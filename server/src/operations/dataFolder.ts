import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OperationError } from './operationError.ts';

/** What lies in DATA_DIR, and in a backup of it. */
export const placesIn = (folder: string) => ({
  journal: join(folder, 'journal'),
  directory: join(folder, 'directory.sqlite'),
  /** Derived from the journal, and not in a backup: without it, it is made again. */
  search: join(folder, 'search.sqlite'),
  /** What signs cookies and locks the signing keys in the directory. */
  secret: join(folder, 'secret'),
  /** Where the running relay listens to its operator. */
  operator: join(folder, 'operator.sock'),
  /** Only in a backup, and the last thing written there. */
  backup: join(folder, 'backup.json'),
  /** Only while a backup is being restored. */
  restoring: join(folder, 'restoring'),
});

/**
 * A backup that were used as it is would be taken by the devices for the store they know, which has gone on since.
 * @throws OperationError
 */
export const assertServable = (folder: string): void => {
  const { backup, restoring } = placesIn(folder);
  if (existsSync(backup))
    throw new OperationError(`${folder} is a backup. Restore it into an empty folder first: skein restore.`);
  if (existsSync(restoring))
    throw new OperationError(`A restore into ${folder} was cut off. Empty the folder and restore again.`);
};

/** @throws OperationError */
export const assertHoldsData = (folder: string): void => {
  const { journal, directory } = placesIn(folder);
  if (!existsSync(journal) || !existsSync(directory))
    throw new OperationError(`There are no data of a relay in ${folder}.`);
};
