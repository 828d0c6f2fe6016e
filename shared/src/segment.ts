import type * as Y from 'yjs';
import type { MessageId, RoomId, UserId } from './ids.ts';
import type { Amendment, Message } from './message.ts';

/** The relay's postmark. `in` is the index of the segment a late message was carried forward into. */
export interface Stamp {
  readonly seq: number;
  /** Arrival at the relay, milliseconds since 1970. */
  readonly at: number;
  readonly author: UserId;
  readonly in?: number;
}

/** All up to `seq` is read on this device. */
export interface Cursor {
  readonly user: UserId;
  readonly seq: number;
}

/**
 * The typed view of a segment document. Every root is flat and every value plain JSON; no shared type is nested in
 * another. Getting a root creates nothing in the document.
 */
export interface Segment {
  readonly doc: Y.Doc;
  readonly messages: Y.Array<Message>;
  readonly amendments: Y.Array<Amendment>;
  /** By message id. */
  readonly stamps: Y.Map<Stamp>;
  /** By device id. */
  readonly cursors: Y.Map<Cursor>;
  /** By `reactionKey`. */
  readonly reactions: Y.Map<true>;
  /** By Yjs client id in decimal: the person it belongs to. */
  readonly writers: Y.Map<UserId>;
  readonly meta: Y.Map<unknown>;
}

export type SegmentRoot = Exclude<keyof Segment, 'doc'>;

export const segmentOf = (doc: Y.Doc): Segment => ({
  doc,
  messages: doc.getArray('messages'),
  amendments: doc.getArray('amendments'),
  stamps: doc.getMap('stamps'),
  cursors: doc.getMap('cursors'),
  reactions: doc.getMap('reactions'),
  writers: doc.getMap('writers'),
  meta: doc.getMap('meta'),
});

/** What `meta` says; `undefined` while the relay's first step has not arrived. */
export interface SegmentMeta {
  readonly room: RoomId;
  readonly index: number;
  /** The `seq` that the first message stamped here gets or got. */
  readonly firstSeq: number;
  /** Index of the segment that follows; absent in the open one. */
  readonly next?: number;
  /** Closed segments that changed since this one opened, by index; the value grows with every change. */
  readonly touched: ReadonlyMap<number, number>;
}

const TOUCHED = 'touched/';
export const touchedKey = (index: number): string => TOUCHED + index;

export const readMeta = ({ meta }: Segment): SegmentMeta | undefined => {
  const room = meta.get('room');
  const index = meta.get('index');
  const firstSeq = meta.get('firstSeq');
  const next = meta.get('next');
  if (typeof room !== 'string' || typeof index !== 'number' || typeof firstSeq !== 'number') return undefined;
  const touched = new Map<number, number>();
  for (const [key, value] of meta.entries())
    if (key.startsWith(TOUCHED) && typeof value === 'number')
      touched.set(Number(key.slice(TOUCHED.length)), value);
  return { room: room as RoomId, index, firstSeq, touched, ...(typeof next === 'number' ? { next } : {}) };
};

export interface Reaction {
  readonly message: MessageId;
  readonly user: UserId;
  readonly emoji: string;
}

export const reactionKey = ({ message, user, emoji }: Reaction): string => `${message} ${user} ${emoji}`;

export const parseReactionKey = (key: string): Reaction | undefined => {
  const [message, user, emoji, ...rest] = key.split(' ');
  if (message === undefined || user === undefined || emoji === undefined || rest.length > 0) return undefined;
  return { message: message as MessageId, user: user as UserId, emoji };
};

/** A person's read position in this segment: the maximum over that person's devices, 0 for nothing read. */
export const readPositions = ({ cursors }: Segment): ReadonlyMap<UserId, number> => {
  const positions = new Map<UserId, number>();
  for (const { user, seq } of cursors.values()) positions.set(user, Math.max(seq, positions.get(user) ?? 0));
  return positions;
};
