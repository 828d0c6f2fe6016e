import { type DocumentName, type DocumentRef, parseDocumentName } from '@skein/shared/documents';
import type { MessageId, RoomId } from '@skein/shared/ids';
import { readMeta, type Segment, segmentOf, type Stamp } from '@skein/shared/segment';
import * as Y from 'yjs';
import { epochRow } from '../journal/copying.ts';
import { documentOf } from '../journal/inspection.ts';
import { factKey, factOfKey, factsWith, updateKey, updatesOf } from '../journal/layout.ts';
import { openLevelRows } from '../journal/level.ts';
import type { FactChange, Json } from '../journal/port.ts';
import { decodeJsonRow, encodeJsonRow, encodeRow } from '../journal/row.ts';
import type { RowStore } from '../journal/rowStore.ts';
import type { RoomChain } from '../relay/contract.ts';
import {
  chainOf,
  firstStampOf,
  messageKey,
  roomKey,
  segmentsKey,
  tallyFact,
  tallyKey,
  userHeadOf,
  userKey,
} from '../relay/facts.ts';
import { tallyOfSegment } from '../relay/tally.ts';
import { assertHoldsData, assertServable, placesIn } from './dataFolder.ts';
import { buildFrom } from './documentState.ts';
import { OperationError } from './operationError.ts';

export interface RepairReport {
  readonly damagedRows: number;
  /** Messages that the relay knew and that are gone, unless a device brings them back. */
  readonly lostMessages: number;
}

/**
 * Takes a damaged document back into service with all that can still be read of it. The store begins another life, so
 * that every device fetches afresh and appends those of its own messages that were lost here.
 * @returns undefined when nothing is wrong with it
 * @throws OperationError, JournalUnavailableError, JournalRowDamagedError
 */
export const repair = async (
  dataDir: string,
  document: string,
  newEpoch?: () => string,
): Promise<RepairReport | undefined> => {
  const ref = parseDocumentName(document);
  if (ref === undefined) throw new OperationError(`"${document}" is not the name of a document.`);
  assertServable(dataDir);
  assertHoldsData(dataDir);
  const rows = await openLevelRows(placesIn(dataDir).journal);
  try {
    return await mend(rows, document as DocumentName, ref, newEpoch);
  } finally {
    await rows.close();
  }
};

const mend = async (
  rows: RowStore,
  name: DocumentName,
  ref: DocumentRef,
  newEpoch?: () => string,
): Promise<RepairReport | undefined> => {
  const stored = await rows.range(updatesOf(name));
  const { updates, damaged } = documentOf(name, stored);
  const { doc, isWhole } = buildFrom(updates);
  if (stored.length > 0 && damaged === 0 && isWhole) return undefined;
  const { facts, lost } = await mendContent(rows, ref, doc);
  const last = stored.at(-1)?.key ?? updateKey(name, 0);
  await rows.write([
    ...stored.map(({ key }) => ({ key, value: undefined })),
    { key: last, value: encodeRow(Y.encodeStateAsUpdate(doc)) },
    ...facts.map(({ key, value }) => ({
      key: factKey(key),
      value: value === undefined ? undefined : encodeJsonRow(value),
    })),
    epochRow(newEpoch),
  ]);
  await rows.merge(updatesOf(name));
  return { damagedRows: damaged, lostMessages: lost };
};

interface Mended {
  readonly facts: readonly FactChange[];
  readonly lost: number;
}

/** Lists of a user document are a projection, which the next connection of its person writes anew. */
const mendContent = async (rows: RowStore, ref: DocumentRef, doc: Y.Doc): Promise<Mended> => {
  if (ref.kind === 'user') {
    const head = await factOf(rows, userKey(ref.user));
    if (head === undefined || ref.index > userHeadOf(head)) throw unknown(ref);
    return { facts: [], lost: 0 };
  }
  const chain = chainOf(await factOf(rows, roomKey(ref.room)), await factOf(rows, segmentsKey(ref.room)));
  if (chain === undefined || ref.index > chain.head) throw unknown(ref);
  return await mendSegment(rows, ref, chain, segmentOf(doc));
};

const mendSegment = async (
  rows: RowStore,
  { room, index }: { readonly room: RoomId; readonly index: number },
  chain: RoomChain,
  segment: Segment,
): Promise<Mended> => {
  const known = await firstStampsIn(rows, room, index);
  const present = explained(segment);
  const lost = [...known.keys()].filter((id) => !present.has(id));
  segment.doc.transact(() => {
    const { meta, stamps } = segment;
    if (readMeta(segment) === undefined) {
      meta.set('room', room);
      meta.set('index', index);
      meta.set('firstSeq', chain.firstSeqs[index]);
    }
    if (index < chain.head) meta.set('next', index + 1);
    for (const [id, stamp] of known)
      if (!present.has(id)) stamps.delete(id);
      else if (!stamps.has(id)) stamps.set(id, stamp);
  });
  // Or what a device brings back would be taken for a repeat.
  const facts: FactChange[] = lost.map((id) => ({ key: messageKey(room, id), value: undefined }));
  if (index < chain.head)
    facts.push({ key: tallyKey(room, index), value: tallyFact(tallyOfSegment(segment)) });
  return { facts, lost: lost.length };
};

/** Messages that are there, and those of which a retraction has left nothing but the stamp. */
const explained = ({ messages, amendments }: Segment): ReadonlySet<MessageId> =>
  new Set([
    ...messages.toArray().map(({ id }) => id),
    ...amendments.toArray().flatMap(({ message, retract }) => (retract === true ? [message] : [])),
  ]);

/** What the journal knows beside the document of the messages that were stamped in it. */
const firstStampsIn = async (
  rows: RowStore,
  room: RoomId,
  index: number,
): Promise<ReadonlyMap<MessageId, Stamp>> => {
  const prefix = messageKey(room, '' as MessageId);
  const stamps = new Map<MessageId, Stamp>();
  for (const { key, value } of await rows.range(factsWith(prefix))) {
    const { segment, ...stamp } = firstStampOf(decodeJsonRow(value, key));
    if (segment === index) stamps.set(factOfKey(key).slice(prefix.length) as MessageId, stamp);
  }
  return stamps;
};

/** @throws JournalRowDamagedError */
const factOf = async (rows: RowStore, key: string): Promise<Json | undefined> => {
  const row = await rows.get(factKey(key));
  return row === undefined ? undefined : decodeJsonRow(row, `the fact ${key}`);
};

const unknown = (ref: DocumentRef): OperationError =>
  new OperationError(
    ref.kind === 'user'
      ? `There is no document ${ref.index} of the person ${ref.user}.`
      : `There is no segment ${ref.index} of the room ${ref.room}.`,
  );
