import type { DeviceEntry, DeviceKind, RoomKind } from '@skein/shared/userDocument';
import type {
  Invite,
  InviteInfo,
  LinkRequest,
  Person,
  ServerInfo,
  SignIn,
  SignUp,
} from '@skein/shared/api/schemas';
import type { DeviceId, RoomId, UserId } from '@skein/shared/ids';
import type { Refusal } from '@skein/shared/refusals';
import type { Backlog } from '../search/feed.ts';
import type { Finding } from '../search/finder.ts';
import type { Result } from '../search/merge.ts';
import type { MessageQuery } from '../search/port.ts';
import type { ConnectionState } from '../sync/connection.ts';
import type { Live } from '../sync/live.ts';
import type { Conversation, Delivery, ReturnedItem } from './conversationModel.ts';
import type { StorageOnDevice } from './storage.ts';
import type { StorageFailure } from './storageFailure.ts';
import type { UnsentState } from './unsentMail.ts';

/**
 * What views see. Every value is an immutable snapshot behind a `Live`. Nothing here waits for the network to show what
 * the device already has.
 */
export type { ConnectionState, Finding, Live, MessageQuery, Result, StorageFailure };

/** The whole application as views know it; `createApp` makes the one there is. */
export interface App {
  readonly state: Live<AppState>;
  readonly connection: Live<ConnectionState>;
  /** What became of what was not sent when this device was signed out elsewhere; undefined when there was nothing. */
  readonly unsent: Live<UnsentState | undefined>;
  /** The page could be newer than it is; applied at an idle moment or by `applyUpdate`. */
  readonly update: Live<{ readonly waiting: boolean }>;
  applyUpdate(): void;
  /** False over plain HTTP from another machine: browsers then forbid service workers, and nothing opens offline. */
  readonly canWorkOffline: boolean;
  serverInfo(): Promise<ServerInfo>;
  inviteInfo(code: string): Promise<InviteInfo>;
  /** @throws RefusedError with the reason; TypeError when the relay cannot be reached. */
  signUp(request: Omit<SignUp, 'device'>, kind?: DeviceKind): Promise<void>;
  signIn(request: Omit<SignIn, 'device'>, kind?: DeviceKind): Promise<void>;
  /** What this device probably is: as its person said last time, or by what can be told from outside. */
  suggestedKind(): DeviceKind;
  /** Signs in by the word of another device; whoever asks closes it. */
  linkThisDevice(kind: DeviceKind): Linking;
}

export interface Linking {
  readonly state: Live<LinkingState>;
  /** With a new code. */
  again(): void;
  close(): void;
}

export type LinkingState =
  | { readonly phase: 'asking' }
  /** There is no code yet, and no relay to get one from. */
  | { readonly phase: 'unreachable' }
  | {
      readonly phase: 'waiting';
      readonly code: string;
      /** What the other device opens, the code in it. */
      readonly url: string;
      readonly expiresAt: number;
      readonly isReachable: boolean;
    }
  | { readonly phase: 'expired' }
  | { readonly phase: 'denied' }
  | { readonly phase: 'refused'; readonly reason: Refusal };

export type AppState =
  | { readonly phase: 'loading' }
  /** The browser does not open what it keeps, or keeps nothing: nothing can be shown or written now. */
  | { readonly phase: 'unreadable'; readonly why: StorageFailure; readonly cause: string }
  | { readonly phase: 'signed-out' /** Why, when it was not the person's wish. */; readonly reason?: Refusal }
  | { readonly phase: 'signed-in'; readonly me: Me };

/** The signed-in person on this device. Methods that ask the relay reject with RefusedError or, unreachable, TypeError. */
export interface Me {
  readonly user: Person & { readonly id: UserId };
  readonly device: { readonly id: DeviceId; readonly name: string };
  /** Newest first. */
  readonly conversations: Live<ConversationList>;
  readonly devices: Live<readonly DeviceEntry[]>;
  /** Whether this device keeps everything. */
  readonly kind: Live<DeviceKind>;
  /** Devices that signed in elsewhere and that this one has not told about yet. */
  readonly newDevices: Live<readonly DeviceEntry[]>;
  newDeviceSeen(device: DeviceId): void;
  /** Everything that came back and is not dealt with yet, oldest first. */
  readonly returned: Live<readonly ReturnedItem[]>;
  /** Anybody this person shares a conversation with, by id. */
  readonly people: Live<ReadonlyMap<UserId, Person>>;
  readonly theme: Live<Theme>;
  setTheme(theme: Theme): void;

  readonly search: MessageSearch;
  readonly storage: StorageOnDevice;

  /** Opening is cheap and repeatable; the same room gives the same object until `close`. */
  openConversation(room: RoomId): Conversation;
  /** From three characters on. */
  findPeople(query: string, signal: AbortSignal): Promise<readonly Person[]>;
  startDirect(user: UserId): Promise<RoomId>;
  startGroup(title: string, members: readonly UserId[]): Promise<RoomId>;
  createInvite(): Promise<Invite>;
  acceptInvite(code: string): Promise<RoomId>;
  changeDevice(
    device: DeviceId,
    changed: { readonly name?: string; readonly kind?: DeviceKind },
  ): Promise<void>;
  signOutDevice(device: DeviceId): Promise<void>;
  signOutOtherDevices(): Promise<void>;
  /** Which device asks to be let in with this code, as somebody typed it. */
  linkRequest(code: string): Promise<LinkRequest>;
  answerLink(request: LinkRequest, answer: 'approve' | 'deny'): Promise<void>;

  /** Where the browser downloads everything that this person may read, with times as this device shows them. */
  exportUrl(): string;
  /** For good, here and everywhere; wipes what this person has on this device. */
  deleteAccount(password: string): Promise<void>;

  /** Everything that is unread, or marked so, is read now. Rejects when this device cannot keep that. */
  markAllRead(): Promise<void>;

  /** Own messages of this device that no relay has stamped yet. Sign-out asks when it is not zero. */
  unsentCount(): number;
  /** Ends the session (as far as the network allows) and wipes what this person has on this device. */
  signOut(): Promise<void>;
}

/** One search, as somebody types. */
export interface Search {
  readonly finding: Live<Finding>;
  look(query: MessageQuery): void;
  /** Shows older ones too. */
  more(): void;
  close(): void;
}

/** Messages by words, person, conversation and date. */
export interface MessageSearch {
  /** What this device holds and cannot be found here yet. */
  readonly backlog: Live<Backlog>;
  /** Somebody is about to search. */
  prepare(): void;
  /** Begins a search; whoever does ends it. */
  open(): Search;
}

export type Theme = 'system' | 'light' | 'dark';

export interface ConversationList {
  /** False until the device's own copy is read; an empty list means "none" only when true. */
  readonly loaded: boolean;
  readonly items: readonly ConversationSummary[];
  /** Over all conversations: for the tab's title and the app's icon. */
  readonly unread: number;
  /** Is there something to come back to, unread or marked so? */
  readonly hasUnread: boolean;
}

export interface ConversationSummary {
  readonly id: RoomId;
  readonly kind: RoomKind;
  /** The group's title, or the other person's name. */
  readonly title: string;
  /** The other person of a direct conversation. */
  readonly peer?: Person;
  readonly memberCount: number;
  /** Arrival of the newest message, own pending ones included. */
  readonly at: number;
  readonly unread: number;
  readonly mentioned: boolean;
  readonly markedUnread: boolean;
  readonly preview?: {
    /** 'You', or the author's name; views leave it out in a direct conversation where it is the other's. */
    readonly author: Person;
    readonly own: boolean;
    readonly text: string;
    readonly retracted: boolean;
    /** Of an own message. */
    readonly delivery?: Delivery;
  };
  /** What stands unsent in the composer. */
  readonly draft?: string;
  /** The other one, or anybody of the group, is connected right now. */
  readonly present: boolean;
  readonly typing: readonly Person[];
}
