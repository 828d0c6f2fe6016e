import type { Role, RoomKind } from '@skein/shared/userDocument';
import type { Person } from '@skein/shared/api/schemas';
import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import type { Refusal } from '@skein/shared/refusals';
import type { Live } from '../sync/live.ts';

/** pending: on this device; sent: stamped by the relay; read: by the other, or by everybody in a group. */
export type Delivery = 'pending' | 'sent' | 'read';

export interface Conversation {
  readonly room: RoomId;
  readonly view: Live<ConversationView>;
  readonly members: Live<readonly MemberView[]>;
  readonly draft: Live<DraftView>;
  setDraft(draft: DraftView): void;

  /** Resolves when the message is durably on this device; rejects, and nothing was composed, when it cannot be. */
  send(text: string, replyTo?: MessageId): Promise<void>;
  edit(message: MessageId, text: string): Promise<void>;
  retract(message: MessageId): Promise<void>;
  toggleReaction(message: MessageId, emoji: string): void;
  /** Everything up to this seq was in view while the window had focus. */
  readUpTo(seq: number): void;
  markUnreadFrom(seq: number): void;
  /** Call on every keystroke; others see it end by itself. */
  typing(): void;
  /** Puts one more segment before, or after, what is shown. Resolves when it stands in `view`. */
  loadEarlier(): Promise<void>;
  loadLater(): Promise<void>;
  /** The messages in sight, by `seq`: what is far from them leaves `view`. */
  lookAt(first: number, last: number): void;
  /** Shows what was said around a message, and no more. Resolves when it stands in `view`. */
  showMessage(message: MessageId): Promise<Shown>;
  /** Shows the end again. */
  showLatest(): void;
  /** The first message from a `seq` or an arrival on, else the last one. */
  find(wanted: { readonly seq: number } | { readonly at: number }): Promise<Found>;

  rename(title: string): Promise<void>;
  addMember(user: UserId): Promise<void>;
  removeMember(user: UserId): Promise<void>;
  leave(): Promise<void>;

  retryReturned(message: MessageId): Promise<void>;
  discardReturned(message: MessageId): void;
  close(): void;
}

/** 'unknown': there is none for this person. 'out-of-reach': it is not here, and the relay cannot be asked now. */
export type Shown = 'shown' | 'unknown' | 'out-of-reach';
export type Found = { readonly message: MessageId } | 'unknown' | 'out-of-reach';

export interface DraftView {
  readonly text: string;
  readonly replyTo?: MessageId;
}

export interface ConversationView {
  readonly phase:
    | 'loading'
    /** The device has nothing of it yet and the relay is out of reach. */
    | 'unavailable'
    | 'open'
    /** Not (any more) a member. */
    | 'gone';
  readonly reason?: Refusal;
  readonly kind: RoomKind;
  readonly title: string;
  readonly peer?: Person;
  readonly myRole: Role;
  /** A stretch of the conversation; own pending ones stand at its end, when that is the end of all. */
  readonly messages: readonly MessageView[];
  /** Another number after a jump: nothing of what is shown then stands where it stood. */
  readonly window: number;
  readonly returned: readonly ReturnedItem[];
  /** 'more' to load, 'none' because this is the beginning (of what the person may read), 'loading' right now. */
  readonly earlier: 'more' | 'none' | 'loading';
  /** The same after what is shown; 'none' is the end of the conversation. */
  readonly later: 'more' | 'none' | 'loading';
  /** The person's read position over all devices. */
  readonly readSeq: number;
  readonly lastSeq: number;
  readonly unread: number;
  /** The person marked it unread from this `seq` on. */
  readonly markedFrom?: number;
  readonly typing: readonly Person[];
  readonly present: ReadonlySet<UserId>;
}

export interface MessageView {
  readonly id: MessageId;
  readonly author: Person & { readonly id: UserId };
  readonly own: boolean;
  readonly text: string;
  /** Arrival at the relay; while pending, when it was written. Grouping and day separators follow this. */
  readonly at: number;
  /** When its author's device says it was written. */
  readonly sentAt: number;
  /** It arrived so long after it was written that its own time is worth showing. */
  readonly late: boolean;
  /** Absent while pending. */
  readonly seq?: number;
  readonly edited: boolean;
  readonly retracted: boolean;
  /** Only of own messages. */
  readonly delivery?: Delivery;
  /** Who of those that can read it did, of an own message in a small group. */
  readonly readers?: { readonly seen: readonly Person[]; readonly notYet: readonly Person[] };
  readonly replyTo?: {
    readonly id: MessageId;
    /** Absent while the original is not to be had. */
    readonly author?: Person;
    readonly text?: string;
    readonly retracted?: boolean;
  };
  readonly reactions: readonly ReactionView[];
  readonly canEdit: boolean;
  readonly canRetract: boolean;
}

export interface ReactionView {
  readonly emoji: string;
  readonly own: boolean;
  readonly people: readonly Person[];
}

export interface ReturnedItem {
  readonly id: MessageId;
  readonly room: RoomId;
  readonly text: string;
  readonly reason: Refusal;
  /** The sentence a person reads. */
  readonly sentence: string;
  readonly canRetry: boolean;
  readonly sentAt: number;
}

export interface MemberView {
  readonly person: Person & { readonly id: UserId };
  readonly role: Role;
  readonly present: boolean;
  readonly me: boolean;
}
