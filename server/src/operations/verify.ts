import { DatabaseSync } from 'node:sqlite';
import { type DocumentName, segmentName, userDocumentName } from '@skein/shared/documents';
import type { RoomId, UserId } from '@skein/shared/ids';
import { type Found, inspect } from '../journal/inspection.ts';
import { openLevelRows } from '../journal/level.ts';
import type { Json } from '../journal/port.ts';
import { headOf, ROOM_PREFIX, USER_PREFIX, userHeadOf } from '../relay/facts.ts';
import { assertHoldsData, placesIn } from './dataFolder.ts';
import { buildFrom } from './documentState.ts';

export interface Verification {
  readonly documents: number;
  readonly facts: number;
  /** Whole sentences, one for each thing that is wrong. */
  readonly complaints: readonly string[];
}

/**
 * Reads every row of the data in a folder, which no relay may be using, and looks whether it is what was written.
 * @throws OperationError, JournalUnavailableError
 */
export const verify = async (folder: string): Promise<Verification> => {
  assertHoldsData(folder);
  const { journal, directory } = placesIn(folder);
  const rows = await openLevelRows(journal);
  const inspector = new Inspector();
  try {
    for await (const found of inspect(rows.everything())) inspector.look(found);
  } finally {
    await rows.close();
  }
  const { documents, facts } = inspector;
  return {
    documents,
    facts,
    complaints: [...inspector.complaints(), ...complaintsAboutDirectory(directory)],
  };
};

class Inspector {
  documents = 0;
  facts = 0;
  readonly #complaints: string[] = [];
  /** Documents that facts speak of; facts come first. */
  readonly #expected = new Set<DocumentName>();

  look(found: Found): void {
    switch (found.kind) {
      case 'document':
        this.documents += 1;
        this.#expected.delete(found.document);
        if (found.damaged > 0)
          this.#complain(`The document ${found.document} has ${found.damaged} damaged rows.`);
        else if (!buildFrom(found.updates).isWhole)
          this.#complain(`The document ${found.document} has changes that cannot be applied.`);
        break;
      case 'fact':
        this.facts += 1;
        if (found.value === undefined) this.#complain(`The fact ${found.key} is damaged.`);
        else for (const name of documentsBehind(found.key, found.value)) this.#expected.add(name);
        break;
      case 'other':
        if (found.isDamaged) this.#complain(`The row ${found.key} is damaged.`);
        break;
    }
  }

  complaints(): readonly string[] {
    return [...this.#complaints, ...[...this.#expected].map((name) => `The document ${name} is missing.`)];
  }

  #complain(sentence: string): void {
    this.#complaints.push(sentence);
  }
}

function* documentsBehind(key: string, value: Json): Generator<DocumentName> {
  if (key.startsWith(USER_PREFIX))
    yield userDocumentName(key.slice(USER_PREFIX.length) as UserId, userHeadOf(value));
  if (key.startsWith(ROOM_PREFIX))
    for (let index = 0; index <= headOf(value); index++)
      yield segmentName(key.slice(ROOM_PREFIX.length) as RoomId, index);
}

const complaintsAboutDirectory = (file: string): readonly string[] => {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const found = database
      .prepare('pragma integrity_check')
      .all()
      .map((row) => String(row['integrity_check']));
    const astray = database.prepare('pragma foreign_key_check').all().length;
    return [
      ...found.filter((text) => text !== 'ok').map((text) => `The directory is damaged: ${text}.`),
      ...(astray > 0 ? [`${astray} rows of the directory refer to what is not there.`] : []),
    ];
  } catch (error) {
    return [`The directory cannot be read: ${error instanceof Error ? error.message : String(error)}.`];
  } finally {
    database.close();
  }
};
