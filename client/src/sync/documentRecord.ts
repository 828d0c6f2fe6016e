import type { DocumentName } from '@skein/shared/documents';
import type { Message } from '@skein/shared/message';

/** What this browser knows of one document of one person beside its content. */
export interface DocumentRecord {
  readonly document: DocumentName;
  /** Which of the local copies counts; a refused copy is followed by another one. */
  readonly generation: number;
  /** It may hold changes that the relay does not have: to be opened and pushed after a restart. */
  readonly unacknowledged: boolean;
  /** Since when that is so, by this device's clock: what was changed before is acknowledged. */
  readonly since: number;
  /** The life of the relay's store that the copy comes from; empty before the first sync. */
  readonly epoch: string;
  /** Copies refused in a row, without everything having been acknowledged in between. */
  readonly refusals: number;
  /** Ids of own changes that were filed under `returned` and are not to be copied again. */
  readonly dropped: readonly string[];
  /** Own messages to append if the relay, restored from a backup, turns out to lack them. */
  readonly recall: readonly Message[];
  /** Of a closed segment: the value of `touched` up to which it was fetched. */
  readonly touched: number;
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
  since: 0,
  epoch: '',
  refusals: 0,
  dropped: [],
  recall: [],
  touched: 0,
  isComplete: false,
  keptSeq: -1,
  keptAt: 0,
  usedAt: 0,
  isReleased: false,
  isElsewhere: false,
});
