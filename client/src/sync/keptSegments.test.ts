import { type DocumentName, segmentName } from '@skein/shared/documents';
import type { RoomId, UserId } from '@skein/shared/ids';
import type { RoomEntry } from '@skein/shared/userDocument';
import { expect, it } from 'vitest';
import { type DocumentRecord, fresh } from './documentRecord.ts';
import { segmentsToLookInto, WhollyHere } from './keptSegments.ts';

const HEAD = 200;
const room = 'climbing' as RoomId;
const entry: RoomEntry = {
  id: room,
  kind: 'group',
  title: 'Climbing',
  role: 'member',
  members: ['alice' as UserId],
  head: HEAD,
  lastSeq: 100_000,
  readSeq: 100_000,
  unread: 0,
  mentions: 0,
  at: 1,
};

/** As after a walk through all of it, and how often somebody looked at it. */
const kept = () => {
  let looks = 0;
  class Records extends Map<string, DocumentRecord> {
    override get(name: string): DocumentRecord | undefined {
      looks += 1;
      return super.get(name);
    }
  }
  const records = new Records();
  for (let index = 0; index <= HEAD; index += 1) {
    const record = fresh(segmentName(room, index));
    records.set(
      record.document,
      index === HEAD ? { ...record, keptSeq: 100_000, firstSeq: 99_501 } : { ...record, isComplete: true },
    );
  }
  return { records, looks: () => looks };
};

const lookedInto = (isHere: boolean, touched: ReadonlyMap<DocumentName, number> = new Map()): number[] =>
  [...segmentsToLookInto(entry, true, isHere, kept().records, touched)].map(([, index]) => index);

it('looks into all of a conversation until it is here, and then into its open segment', () => {
  expect(lookedInto(false)).toHaveLength(HEAD + 1);
  expect(lookedInto(true)).toEqual([HEAD]);
});

it('looks into closed segments again that changed since', () => {
  const touched = new Map([
    [segmentName(room, 150), 1],
    [segmentName(room, 7), 2],
  ]);
  expect(lookedInto(true, touched)).toEqual([HEAD, 150, 7]);
});

it('goes through a conversation once, as long as nothing is said in it', () => {
  const { records, looks } = kept();
  const here = new WhollyHere();
  expect(here.has(entry, true, records)).toBe(true);
  const before = looks();
  expect(here.has(entry, true, records)).toBe(true);
  expect(looks()).toBe(before);
  expect(here.has({ ...entry, lastSeq: 100_001 }, true, records)).toBe(false);
});

it('goes through it again when the records are read anew, or the device keeps something else', () => {
  const { records } = kept();
  const here = new WhollyHere();
  expect(here.has(entry, true, records)).toBe(true);
  const after = new Map(records);
  after.delete(segmentName(room, 3));
  expect(here.has(entry, true, after)).toBe(false);
  expect(here.has(entry, false, after)).toBe(true);
  expect(here.has(entry, true, after)).toBe(false);
});
