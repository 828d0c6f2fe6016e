import type { Place, StampedMessage } from '@skein/shared/api/schemas';
import type { DocumentRef } from '@skein/shared/documents';
import type { DeviceId, MessageId, RoomId, UserId } from '@skein/shared/ids';
import type { Message } from '@skein/shared/message';
import type { Refusal } from '@skein/shared/refusals';
import type { Stamp } from '@skein/shared/segment';
import type { TimelineMessage } from '@skein/shared/timeline';
import type { Preview, UserDocument } from '@skein/shared/userDocument';
import type { Json } from '../journal/port.ts';
import type { Grant } from './ports.ts';

/** The chain of a room's segments as last committed. */
export interface RoomChain {
  readonly head: number;
  readonly lastSeq: number;
  /** `firstSeq` of every segment, by index. */
  readonly firstSeqs: readonly number[];
  /** Arrival of the newest message, or when the room was made. */
  readonly at: number;
}

/** Segments a person may not read are skipped by this, judged by their `firstSeq`. */
export type ReadableSegment = (firstSeq: number) => boolean;

/** A message, or the first one from a `seq` or an arrival on. */
export type Wanted = { readonly message: MessageId } | { readonly seq: number } | { readonly at: number };

/** What the entry of a room in somebody's user document is made of, beside the directory. */
export interface RoomSummary extends RoomChain {
  readonly readSeq: number;
  readonly unread: number;
  readonly mentions: number;
  readonly preview?: Preview;
}

/** What was committed, told once to whoever keeps something derived from it. Never before the commit. */
export type RelayEvent =
  /** Messages stamped, amended or retracted, a segment opened. */
  | { readonly type: 'room-changed'; readonly room: RoomId }
  /** What stood in a segment was edited or retracted. */
  | { readonly type: 'amended'; readonly room: RoomId; readonly index: number }
  /** A read position moved. */
  | { readonly type: 'read'; readonly room: RoomId; readonly user: UserId }
  /** The first channel of somebody to the own user document opened, or the last one closed. */
  | { readonly type: 'user-arrived' | 'user-left'; readonly user: UserId }
  | { readonly type: 'device-arrived' | 'device-left'; readonly user: UserId; readonly device: DeviceId };

/** A stamped message as it reads now; of a retracted one nothing but its place is left. */
export type StandingMessage = TimelineMessage & { readonly stamp: Stamp };

/** All that stands in one segment, by ascending `seq`. */
export interface Transcript {
  /** 0 where nothing was ever edited or retracted; another number after each time. Never newer than the messages. */
  readonly edition: number;
  readonly messages: readonly StandingMessage[];
}

export type OwnMatters = Readonly<Record<'drafts' | 'marks' | 'returned' | 'settings', Json>>;

/** For whoever goes through everything that was ever said, as last committed. Leaves nothing in the relay's memory. */
export interface Archive {
  rooms(): AsyncIterable<{ readonly room: RoomId; readonly lastSeq: number }>;
  /** Of segments in which something was edited or retracted. */
  editions(): AsyncIterable<{ readonly room: RoomId; readonly index: number; readonly edition: number }>;
  /** What a person's devices keep in the person's own document. @throws JournalRowDamagedError */
  ownMatters(user: UserId): Promise<OwnMatters>;
  /** @throws RefusedError `document-unknown`, JournalRowDamagedError */
  transcript(room: RoomId, index: number): Promise<Transcript>;
}

/** What the rest of the server asks of the relay. Every method that changes something resolves after the commit. */
export interface Relay {
  /** The first segment of a new room. Idempotent. */
  createRoom(room: RoomId): Promise<void>;
  chain(room: RoomId): Promise<RoomChain | undefined>;
  /**
   * Somebody joins who may not see the past, leaves or comes back: closes the open segment unless it is empty.
   * @returns the last `seq` that lies before the boundary
   */
  closeSegment(room: RoomId): Promise<number>;
  /** Index of a person's open user document; makes the first one when there is none. */
  userDocumentIndex(user: UserId): Promise<number>;
  summary(room: RoomId, user: UserId, readable: ReadableSegment): Promise<RoomSummary>;
  /** By ascending `seq`: the first ones after `after`, else the last ones before `before`, else the newest. */
  messages(
    room: RoomId,
    page: { readonly before?: number; readonly after?: number; readonly limit: number },
    readable: ReadableSegment,
  ): Promise<readonly StampedMessage[]>;
  /** Which of these message ids are stamped in a room. */
  stamped(room: RoomId, ids: readonly MessageId[]): Promise<ReadonlySet<MessageId>>;
  /**
   * Where it stands among the segments that are readable. When nothing is from there on, the newest message.
   * Undefined for a message that is not readable, and in an empty room.
   */
  place(room: RoomId, wanted: Wanted, readable: ReadableSegment): Promise<Place | undefined>;
  /**
   * The same admission, policy and stamping as any device; a repeated id gets its first stamp. The grant may still be on
   * its way: a disconnection of the author that happens from this call on until the step refuses the message.
   * @throws RefusedError when it is refused, returned, or the storage fails
   */
  post(room: RoomId, message: Message, grant: Grant | Promise<Grant>): Promise<Stamp>;
  /** One step on a person's open user document, written by the relay itself: for projections. */
  writeUser(user: UserId, write: (document: UserDocument) => void): Promise<void>;
  /**
   * These are a person's devices: cursors of others leave the open segment. How far they had read stays known, by the
   * cursor of one that is left.
   */
  keepCursors(room: RoomId, user: UserId, devices: ReadonlySet<DeviceId>): Promise<void>;
  /**
   * Nothing of what a person's own documents say is left, in memory or on the disk. Whoever can still open one must have
   * been disconnected before. Idempotent.
   */
  eraseUser(user: UserId): Promise<void>;
  /** Has this person a channel to the own user document open? Projections are written only then. */
  isPresent(user: UserId): boolean;
  /** Closes every channel that matches all that is given, and waits for no one. */
  disconnect(
    which: { readonly user?: UserId; readonly device?: DeviceId; readonly room?: RoomId },
    reason: Refusal,
  ): void;
  subscribe(listener: (event: RelayEvent) => void): () => void;
  readonly archive: Archive;
  /** How many documents are in memory. */
  documentCount(): number;
  /** Stops accepting, commits what is under way, closes every channel with 'going-away'. Idempotent. */
  close(): Promise<void>;
}

/** The other side of a channel: one document for one connection, over whichever transport. */
export interface Peer {
  /** One stock y-websocket message. */
  send(message: Uint8Array): void;
  close(reason: Refusal, detail: string): void;
  /** Bytes accepted by `send` that have not left yet. */
  waitingBytes(): number;
  /**
   * Counts bytes that were received and are not dealt with, over all channels of the connection; negative ones are.
   * @returns false when there are more than may wait
   */
  hold(bytes: number): boolean;
}

/** What a transport holds of an open channel. */
export interface Channel {
  /** One stock y-websocket message from the other side; never throws, what is wrong closes the channel. */
  receive(message: Uint8Array): void;
  /** The other side is gone. Idempotent. */
  close(): void;
}

/** A connection, or a channel of it that is open or about to be. */
export interface Attendance {
  readonly user: UserId;
  readonly device: DeviceId;
  readonly room?: RoomId;
}

/** What transports ask of the relay, beside the authorization hook that they ask first. */
export interface Channels {
  /** The life of the store; a client that knows another one has to fetch afresh. */
  readonly epoch: string;
  /** Frames may be received at once; they wait, bounded, until the document is loaded. */
  open(document: DocumentRef, grant: Grant, peer: Peer): Channel;
  /** `firstSeq` of a segment for the authorization hook; undefined when the document does not exist. */
  firstSeq(document: DocumentRef): Promise<number | undefined>;
  /**
   * Is told of a `disconnect` that matches. Begun before the authorization hook is asked and ended when the channel is
   * open, it lets a disconnection win that happens in between. @returns what ends it
   */
  attend(attendance: Attendance, disconnected: (reason: Refusal) => void): () => void;
}
