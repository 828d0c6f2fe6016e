import { parseDocumentName } from '@skein/shared/documents';
import { newMessageId } from '@skein/shared/ids';
import { segmentOf } from '@skein/shared/segment';
import { userDocumentOf } from '@skein/shared/userDocument';
import type * as Y from 'yjs';
import { acknowledgedIn, type DocumentRecord } from './documentRecord.ts';
import type { Environment } from './environment.ts';
import type { LocalIndex } from './localIndex.ts';
import { collectOwnChanges, collectOwnEntries } from './ownChanges.ts';
import type { Identity } from './identity.ts';
import { type ReturnedEntry, returnedDrafts, returnedEntries } from './returning.ts';

const REASON = 'sender-signed-out';

/** All that somebody composed on this device and no relay has, as it comes back to its author. */
export const undelivered = async (
  index: LocalIndex,
  identity: Identity,
  environment: Environment,
): Promise<readonly ReturnedEntry[]> => {
  const found: ReturnedEntry[] = [];
  for (const { document } of (await index.all()).filter(({ unacknowledged }) => unacknowledged)) {
    const doc = await index.read(document);
    found.push(...undeliveredIn(doc, await index.get(document), identity, environment));
    doc.destroy();
  }
  return found;
};

const undeliveredIn = (
  doc: Y.Doc,
  record: DocumentRecord,
  { user, device }: Identity,
  { clock, randomBytes }: Environment,
): readonly ReturnedEntry[] => {
  const reference = parseDocumentName(record.document);
  const has = acknowledgedIn(record);
  if (reference?.kind === 'segment')
    return returnedEntries(
      reference.room,
      collectOwnChanges(segmentOf(doc), user, device, has),
      () => REASON,
      clock,
    );
  const entries = collectOwnEntries(userDocumentOf(doc), has);
  return returnedDrafts(entries, () => newMessageId(randomBytes), clock, REASON).map(
    ([, id, returned]): ReturnedEntry => [id, returned as ReturnedEntry[1]],
  );
};
