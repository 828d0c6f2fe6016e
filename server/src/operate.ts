import { resolve } from 'node:path';
import { readConfig } from './config.ts';
import { openLevelJournal } from './journal/level.ts';
import { backUp, type BackupReport } from './operations/backup.ts';
import { assertHoldsData, assertServable, placesIn } from './operations/dataFolder.ts';
import { OperationError } from './operations/operationError.ts';
import { askRelayForBackup } from './operations/operatorSocket.ts';
import { repair } from './operations/repair.ts';
import { restore } from './operations/restore.ts';
import { verify } from './operations/verify.ts';
import { complaintAboutNode } from './runtime.ts';
import { sentenceAbout } from './startFailure.ts';

const HELP = `skein backup <folder>     copies everything in DATA_DIR, also while the relay runs
skein verify [folder]     reads every row of a backup, or of DATA_DIR while no relay runs
skein restore <folder>    makes a backup the data of a relay, in an empty DATA_DIR
skein repair <document>   takes a damaged document back into service, while no relay runs`;

const { dataDir } = readConfig(process.env);

const makeBackup = async (folder: string): Promise<BackupReport> => {
  const byRelay = await askRelayForBackup(placesIn(dataDir).operator, folder);
  if (byRelay !== undefined) return byRelay;
  assertServable(dataDir);
  assertHoldsData(dataDir);
  const journal = await openLevelJournal(placesIn(dataDir).journal);
  try {
    return await backUp(journal, dataDir, folder);
  } finally {
    await journal.close();
  }
};

const tellHealth = async (folder: string): Promise<void> => {
  const { documents, facts, complaints } = await verify(folder);
  for (const complaint of complaints) console.error(complaint);
  console.log(`${documents} documents and ${facts} facts in ${folder}, ${complaints.length} complaints.`);
  if (complaints.length > 0) process.exitCode = 1;
};

const COMMANDS: Readonly<Record<string, (argument: string | undefined) => Promise<void>>> = {
  backup: async (folder) => {
    const { rows, folder: made } = await makeBackup(resolve(needed(folder)));
    console.log(`${rows} rows are in ${made}.`);
  },
  verify: (folder) => tellHealth(folder === undefined ? dataDir : resolve(folder)),
  restore: async (folder) => {
    await restore(resolve(needed(folder)), dataDir);
    await tellHealth(dataDir);
  },
  repair: async (document) => {
    const report = await repair(dataDir, needed(document));
    console.log(
      report === undefined
        ? `Nothing is wrong with ${document}.`
        : `${document} is in service again without ${report.damagedRows} damaged rows. ${report.lostMessages} messages are gone until a device of their authors brings them back.`,
    );
  },
};

const needed = (argument: string | undefined): string => {
  if (argument === undefined) throw new OperationError(HELP);
  return argument;
};

const complaint = complaintAboutNode(process.versions.node);
const [name = '', argument] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (complaint !== undefined || command === undefined) {
  console.error(complaint ?? HELP);
  process.exitCode = 1;
} else
  try {
    await command(argument);
  } catch (error) {
    console.error(sentenceAbout(error) ?? error);
    process.exitCode = 1;
  }
