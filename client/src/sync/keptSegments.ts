import { type DocumentName, segmentName } from '@skein/shared/documents';
import { KEPT_MESSAGES } from '@skein/shared/limits';
import type { RoomEntry } from '@skein/shared/userDocument';
import type { DocumentRecord } from './documentRecord.ts';

/** An open segment may have changed though nothing new was said: after so long one looks. */
const LOOK_AGAIN_MS = 24 * 60 * 60_000;

type Records = ReadonlyMap<string, DocumentRecord>;

/** Segments of one conversation that belong on this device, newest first, each with its index. */
export function* segmentsToKeep(
  { id, head, gaps = [], lastSeq }: RoomEntry,
  isMain: boolean,
  records: Records,
): Generator<[DocumentName, number]> {
  for (let index = head; index >= 0; index--) {
    if (gaps.some(({ from, to }) => from <= index && index <= to)) continue;
    const name = segmentName(id, index);
    yield [name, index];
    const firstSeq = records.get(name)?.firstSeq ?? -1;
    if (!isMain && firstSeq >= 0 && lastSeq - firstSeq + 1 >= KEPT_MESSAGES) return;
  }
}

/**
 * Those that have to be looked into: where all of a conversation is here, its open one, and others only when they
 * changed since.
 * @param touched what is known of that by then
 */
export function* segmentsToLookInto(
  entry: RoomEntry,
  isMain: boolean,
  isHere: boolean,
  records: Records,
  touched: ReadonlyMap<DocumentName, number>,
): Generator<[DocumentName, number]> {
  for (const [name, index] of segmentsToKeep(entry, isMain, records)) {
    if (!isHere || index === entry.head || touched.has(name)) yield [name, index];
    if (isHere && touched.size === 0) return;
  }
}

const isKept = (entry: RoomEntry, isMain: boolean, records: Records): boolean => {
  for (const [name, index] of segmentsToKeep(entry, isMain, records)) {
    const record = records.get(name);
    const isHere =
      index === entry.head ? (record?.keptSeq ?? -1) >= entry.lastSeq : record?.isComplete === true;
    if (!isHere) return false;
  }
  return true;
};

/**
 * Whether all of a conversation that belongs on this device is here: gone through once, as long as nothing is said in it.
 * What changes in a conversation makes another entry of it.
 */
export class WhollyHere {
  #entries = new WeakSet<RoomEntry>();
  #isMain = false;
  #records: Records | undefined;

  has(entry: RoomEntry, isMain: boolean, records: Records): boolean {
    if (isMain !== this.#isMain || records !== this.#records) this.#entries = new WeakSet();
    this.#isMain = isMain;
    this.#records = records;
    const isHere = this.#entries.has(entry) || isKept(entry, isMain, records);
    if (isHere) this.#entries.add(entry);
    return isHere;
  }
}

/**
 * Is there something to fetch of a segment?
 * @param lastSeq of the conversation, when this is its open segment
 * @param touched how often it changed since it was closed, as far as is known
 */
export const isWanted = (
  record: DocumentRecord | undefined,
  lastSeq: number | undefined,
  touched: number,
  now: number,
): boolean => {
  if (record === undefined) return true;
  if (record.isReleased) return false;
  if (lastSeq === undefined) return !record.isComplete || record.touched < touched;
  return record.keptSeq < lastSeq || record.keptAt + LOOK_AGAIN_MS < now;
};

/** When it was looked at is no news by itself. */
export const differs = (record: DocumentRecord | undefined, news: Partial<DocumentRecord>): boolean =>
  record === undefined ||
  Object.entries(news).some(
    ([key, value]) => key !== 'keptAt' && record[key as keyof DocumentRecord] !== value,
  );
