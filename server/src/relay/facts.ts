import type { DocumentName } from '@skein/shared/documents';
import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import type { Stamp } from '@skein/shared/segment';
import type { Json } from '../journal/port.ts';
import type { RoomChain } from './contract.ts';
import type { Summary } from './summary.ts';
import type { Tally } from './tally.ts';

/**
 * The rows that stand beside the documents in the journal. Each is written in the same append as the updates it
 * follows from, so it never disagrees with them.
 *
 *     room!<room>               where the chain of segments has got to
 *     segments!<room>           with which `seq` each segment begins: it grows, so it is not written with every message
 *     message!<room>!<message>  the first stamp of a message id, and the segment it was given in
 *     read!<room>!<user>        how far a person has read, over all devices there ever were
 *     tally!<room>!<index>      what counts as unread in a closed segment
 *     edition!<room>!<index>    another number after each edit or retraction in a segment: for what is derived of its texts
 *     user!<user>               index of a person's open user document
 *     summary!<document>        state vector and deletions of a document that was parked, until it is written to again
 *     compact!<document>        this document holds erased text in old rows until it has been compacted
 */
const VERSION = 1;
const FIRST_STAMP_VERSION = 2;

export const ROOM_PREFIX = 'room!';
export const roomKey = (room: RoomId): string => ROOM_PREFIX + room;
export const segmentsKey = (room: RoomId): string => `segments!${room}`;
export const messageKey = (room: RoomId, message: MessageId): string => `message!${room}!${message}`;
export const readKey = (room: RoomId, user: UserId): string => `read!${room}!${user}`;
export const tallyKey = (room: RoomId, index: number): string =>
  `tally!${room}!${String(index).padStart(9, '0')}`;
export const EDITION_PREFIX = 'edition!';
export const editionKey = (room: RoomId, index: number): string => `${EDITION_PREFIX}${room}!${index}`;
export const USER_PREFIX = 'user!';
export const userKey = (user: UserId): string => USER_PREFIX + user;
export const summaryKey = (document: DocumentName): string => `summary!${document}`;
export const COMPACTION_PREFIX = 'compact!';
export const compactionKey = (document: DocumentName): string => COMPACTION_PREFIX + document;

/** A stamp, and where it was given; `in` is left to the documents. */
export interface FirstStamp extends Omit<Stamp, 'in'> {
  readonly segment: number;
}

type FirstStampRow = readonly [version: number, seq: number, at: number, author: UserId, segment: number];

type Row = Readonly<Record<string, Json>>;

/** A value of ours, read back by the version that wrote it: the journal's checksum has vouched for the rest. */
const row = (fact: Json): Row => fact as Row;

export const roomFact = ({ head, lastSeq, at }: RoomChain): Json => ({ version: VERSION, head, lastSeq, at });

export const segmentsFact = ({ firstSeqs }: RoomChain): Json => ({ version: VERSION, firstSeqs });

/** Undefined when one of the two is not there. */
export const chainOf = (room: Json | undefined, segments: Json | undefined): RoomChain | undefined => {
  if (room === undefined || segments === undefined) return undefined;
  const { head, lastSeq, at } = row(room) as unknown as RoomChain;
  const { firstSeqs } = row(segments) as unknown as RoomChain;
  return { head, lastSeq, firstSeqs, at };
};

export const headOf = (room: Json): number => row(room)['head'] as number;

/** One for every message there ever was, so without names. */
export const firstStampFact = ({ seq, at, author, segment }: FirstStamp): Json => [
  FIRST_STAMP_VERSION,
  seq,
  at,
  author,
  segment,
];

/** Rows of version 1 have names. */
export const firstStampOf = (fact: Json): FirstStamp => {
  if (Array.isArray(fact)) {
    const [, seq, at, author, segment] = fact as unknown as FirstStampRow;
    return { seq, at, author, segment };
  }
  const { seq, at, author, segment } = row(fact) as unknown as FirstStamp;
  return { seq, at, author, segment };
};

export const readFact = (seq: number): Json => ({ version: VERSION, seq });
export const readOf = (fact: Json | undefined): number =>
  fact === undefined ? 0 : (row(fact)['seq'] as number);

export const editionFact = (edition: number): Json => ({ version: VERSION, edition });
/** 0 where nothing was ever edited. */
export const editionOf = (fact: Json | undefined): number =>
  fact === undefined ? 0 : (row(fact)['edition'] as number);

export const lastSeqOf = (room: Json): number => row(room)['lastSeq'] as number;

export const userFact = (head: number): Json => ({ version: VERSION, head });
export const userHeadOf = (fact: Json): number => row(fact)['head'] as number;

export const summaryFact = ({ stateVector, deletions }: Summary): Json => ({
  version: VERSION,
  stateVector: Buffer.from(stateVector).toString('base64'),
  deletions: Buffer.from(deletions).toString('base64'),
});

export const summaryOfFact = (fact: Json): Summary => {
  const { stateVector, deletions } = row(fact) as { stateVector: string; deletions: string };
  return {
    stateVector: new Uint8Array(Buffer.from(stateVector, 'base64')),
    deletions: new Uint8Array(Buffer.from(deletions, 'base64')),
  };
};

/** People come once, rows refer to them by number: a person's id is longer than all the rest. */
export const tallyFact = (tally: Tally): Json => {
  const people: UserId[] = [];
  const numbers = new Map<UserId, number>();
  const numberOf = (user: UserId): number => {
    const known = numbers.get(user);
    if (known !== undefined) return known;
    numbers.set(user, people.length);
    return people.push(user) - 1;
  };
  const rows = tally.map(({ seq, author, mentions }) => [seq, numberOf(author), ...mentions.map(numberOf)]);
  return { version: VERSION, people, rows };
};

export const tallyOf = (fact: Json): Tally => {
  const { people, rows } = row(fact) as unknown as { people: UserId[]; rows: number[][] };
  return rows.map(([seq = 0, ...numbers]) => {
    const [author, ...mentions] = numbers.map((number) => people[number] as UserId);
    return { seq, author: author as UserId, mentions };
  });
};
