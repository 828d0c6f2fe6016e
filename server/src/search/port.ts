import type { FoundMessages, StampedMessage } from '@skein/shared/api/schemas';
import type { RoomId, UserId } from '@skein/shared/ids';

/** A message as it is found: what is answered, and what it can be asked for beside its words. */
export interface IndexedMessage {
  readonly answer: StampedMessage;
  readonly hasFile: boolean;
}

/** What one segment says, or the end of it: the messages with a `seq` after `after`, up to and with `upTo`. */
export interface Portion {
  readonly room: RoomId;
  readonly segment: number;
  readonly after: number;
  readonly upTo: number;
  /** Without those that were retracted. */
  readonly messages: readonly IndexedMessage[];
  /** Only of a whole segment: what else is known of it goes. */
  readonly edition?: number;
}

/** A stretch of a conversation that somebody may read. */
export interface ReadableSpan {
  readonly room: RoomId;
  readonly joinedSeq: number;
  /** Null while it lasts. */
  readonly leftSeq: number | null;
}

export interface Question {
  readonly text?: string;
  readonly author?: UserId;
  /** Arrived before, or at and after, milliseconds since 1970. */
  readonly before?: number;
  readonly after?: number;
  readonly has?: 'link' | 'file';
  readonly limit: number;
}

export type Found = Pick<FoundMessages, 'found' | 'more'>;

export interface Place {
  readonly room: RoomId;
  readonly index: number;
}

/** The words of everything that was said, and where. Derived: it may be lost, and is then filled again. */
export interface MessageIndex {
  /** All of them or none. */
  put(portions: readonly Portion[]): Promise<void>;
  /** How far a room is in it, without a gap. */
  indexedSeq(room: RoomId): Promise<number>;
  /** Those of these rooms of which something is not in it. What is in it of a room that has less is thrown away. */
  behind(rooms: readonly { readonly room: RoomId; readonly lastSeq: number }[]): Promise<readonly RoomId[]>;
  /** Those of these segments that it holds in another edition. */
  outdated(segments: readonly (Place & { readonly edition: number })[]): Promise<readonly Place[]>;
  /** Newest first; at the limit, all that arrived in the same moment as the last one. */
  find(question: Question, readable: readonly ReadableSpan[]): Promise<Found>;
  close(): Promise<void>;
}

/** It was damaged, and an empty one is in its place. */
export class IndexLostError extends Error {
  override readonly name = 'IndexLostError';
}
