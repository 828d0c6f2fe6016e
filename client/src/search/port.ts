import type { DocumentName } from '@skein/shared/documents';
import type { MessageId, RoomId, UserId } from '@skein/shared/ids';

/** What a message is found by. */
export interface SearchableMessage {
  readonly id: MessageId;
  readonly author: UserId;
  /** Arrival at the relay; while pending, when it was written. */
  readonly at: number;
  readonly text: string;
  readonly hasFile: boolean;
}

/** All that can be found in one segment, as this device has it now. */
export interface SegmentContent {
  readonly document: DocumentName;
  readonly room: RoomId;
  /** Tells one state of the content from another: what is indexed at this version is not indexed again. */
  readonly version: string;
  readonly messages: readonly SearchableMessage[];
}

/** What is looked for: words, what narrows them, or only the latter. Times are milliseconds since 1970. */
export interface MessageQuery {
  readonly text: string;
  readonly room?: RoomId;
  readonly author?: UserId;
  readonly after?: number;
  readonly before?: number;
  readonly has?: 'link' | 'file';
}

export interface FoundMessage {
  readonly id: MessageId;
  readonly room: RoomId;
  readonly author: UserId;
  readonly at: number;
  readonly text: string;
}

export interface FoundMessages {
  /** Newest first. */
  readonly found: readonly FoundMessage[];
  /** The limit left some out. */
  readonly more: boolean;
}

/** What the relay found. */
export interface RelayAnswer extends FoundMessages {
  /** Its index does not have everything yet. */
  readonly isBuilding?: boolean;
}

/** The index of one person on this device, wherever it runs. */
export interface SearchIndexPort {
  /** What is indexed, and at which version. */
  versions(): Promise<ReadonlyMap<DocumentName, string>>;
  /** Puts what a segment holds now in the place of what it held. */
  put(content: SegmentContent): Promise<void>;
  forget(documents: readonly DocumentName[]): Promise<void>;
  /** Somebody is about to search: what that needs is read already. */
  prepare(): Promise<void>;
  find(query: MessageQuery, limit: number): Promise<FoundMessages>;
  /** Nobody has searched for a while: what was read for it is let go of. */
  rest(): Promise<void>;
  close(): Promise<void>;
}
