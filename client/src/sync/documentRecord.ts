import type { DocumentName } from '@skein/shared/documents';
import type { Amendment, Message } from '@skein/shared/message';
import * as Y from 'yjs';

/** What this browser knows of one document of one person beside its content. */
export interface DocumentRecord {
  readonly document: DocumentName;
  /** Which of the local copies counts; a refused copy is followed by another one. */
  readonly generation: number;
  /** It may hold changes that the relay does not have: to be opened and pushed after a restart. */
  readonly unacknowledged: boolean;
  /** What is acknowledged at least, as a Yjs state vector: what the relay had when that began. */
  readonly acknowledged?: Uint8Array;
  /** The life of the relay's store that the copy comes from; empty before the first sync. */
  readonly epoch: string;
  /** Copies refused in a row, without everything having been acknowledged in between. */
  readonly refusals: number;
  /** Ids of own changes that were filed under `returned` and are not to be copied again. */
  readonly dropped: readonly string[];
  /** Own messages to append if the relay, restored from a backup, turns out to lack them. */
  readonly recall: readonly Message[];
  /** Own edits and retractions likewise. */
  readonly recallAmendments?: readonly Amendment[];
  /** Of a closed segment: the value of `touched` up to which it was fetched. */
  readonly touched: number;
  /** Of a segment, as its relay's `meta` tells; negative while unknown. */
  readonly firstSeq: number;
  /** A segment that was closed when all of it was here. */
  readonly isComplete: boolean;
  /** Of an open segment: the last `seq` of its conversation when all of it was here, and when that was. */
  readonly keptSeq: number;
  readonly keptAt: number;
  /** When somebody last looked at it. */
  readonly usedAt: number;
  /** It was let go of to make room: it is fetched when somebody looks there, not before. */
  readonly isReleased: boolean;
  /** Its content still lies in a database of its own. */
  readonly isElsewhere: boolean;
}

export const fresh = (document: DocumentName): DocumentRecord => ({
  document,
  generation: 0,
  unacknowledged: false,
  epoch: '',
  refusals: 0,
  dropped: [],
  recall: [],
  touched: 0,
  firstSeq: -1,
  isComplete: false,
  keptSeq: -1,
  keptAt: 0,
  usedAt: 0,
  isReleased: false,
  isElsewhere: false,
});

/** The same of a document whose content is not here: nothing that is said of content holds. */
export const withoutContent = (record: DocumentRecord): DocumentRecord => {
  const { isComplete, keptSeq, keptAt, epoch } = fresh(record.document);
  return { ...record, isComplete, keptSeq, keptAt, epoch };
};

/** The state vector of who has nothing. */
export const NOTHING = Y.encodeStateVector(new Map());

/** Whether the relay is known to have what a Yjs client wrote at a clock. Without a word on that nothing is missing. */
export const acknowledgedIn = ({ acknowledged }: DocumentRecord) => {
  const clocks = acknowledged && Y.decodeStateVector(acknowledged);
  return (client: number, clock: number): boolean =>
    clocks === undefined || (clocks.get(client) ?? 0) > clock;
};
