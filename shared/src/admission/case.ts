import type { DeviceId, MessageId, UserId } from '../ids.ts';
import type { Amendment, Message } from '../message.ts';
import type { Segment } from '../segment.ts';
import type { UserDocument } from '../userDocument.ts';

/** Who sent an update. */
export interface Writer {
  readonly user: UserId;
  readonly device: DeviceId;
  /** Every device this person ever signed in with, this one included. */
  readonly devices: ReadonlySet<DeviceId>;
  /** May retract what others wrote in this room. */
  readonly moderator: boolean;
}

/** The document as the relay has it. `lastSeq` is the newest stamp of the whole conversation. */
export type DocumentState =
  | { readonly kind: 'segment'; readonly segment: Segment; readonly lastSeq: number }
  | { readonly kind: 'user'; readonly document: UserDocument; readonly user: UserId };

export type SegmentState = Extract<DocumentState, { kind: 'segment' }>;
export type UserState = Extract<DocumentState, { kind: 'user' }>;

/** One element of a Yjs document: a Yjs client id and the count of what it wrote before. */
export interface StructId {
  readonly client: number;
  readonly clock: number;
}

/** What applying an admitted update does. */
export interface Changes {
  /** Appended and alive. One id may come twice: stamping the first and erasing the others is the relay's. */
  readonly messages: readonly { readonly message: Message; readonly at: StructId }[];
  /** Appended and alive, also for a message that is not here (any more): see `rules/amendments.ts`. */
  readonly amendments: readonly { readonly amendment: Amendment; readonly at: StructId }[];
  /** Every cursor that was written, also one that loses against another of the same device. */
  readonly cursors: readonly { readonly device: DeviceId; readonly user: UserId; readonly seq: number }[];
  /** Every wish about a reaction. Of concurrent ones Yjs picks one: which, only the document says afterwards. */
  readonly reactions: readonly { readonly key: string; readonly added: boolean }[];
  /** Own, known here and not stamped, now deleted. */
  readonly withdrawn: readonly MessageId[];
  /** Own and stamped, now deleted: the deletion crossed the stamp, and means a retraction. */
  readonly retracted: readonly MessageId[];
  /** Yjs client ids first seen here; the relay records them in `writers` in the same step. */
  readonly newWriters: readonly number[];
}

type Draft<Lists> = {
  -readonly [Name in keyof Lists]: Lists[Name] extends readonly (infer Row)[] ? Row[] : never;
};

/** What a rule looks at, and where it notes what will change. */
export interface Case<State extends DocumentState = DocumentState> {
  readonly state: State;
  readonly writer: Writer;
  readonly changes: Draft<Changes>;
}

export const noChanges = (): Draft<Changes> => ({
  messages: [],
  amendments: [],
  cursors: [],
  reactions: [],
  withdrawn: [],
  retracted: [],
  newWriters: [],
});
