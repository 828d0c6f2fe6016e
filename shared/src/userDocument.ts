import type * as Y from 'yjs';
import type { Refusal } from './refusals.ts';
import type { DeviceId, MessageId, RoomId, UserId } from './ids.ts';
import { SETTING_KEY_LENGTH } from './limits.ts';

export type RoomKind = 'direct' | 'group';
export type Role = 'owner' | 'member';
export type DeviceKind = 'main' | 'sub';

/** What a list of conversations shows of the newest message. */
export interface Preview {
  readonly id: MessageId;
  readonly author: UserId;
  readonly at: number;
  readonly seq: number;
  /** At most `PREVIEW_LENGTH` code points; empty when retracted. */
  readonly text: string;
  readonly retracted?: true;
}

/** Segments that a person may not read, first and last of a run: what was said before joining or between two stays. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** One conversation as its person sees it. */
export interface RoomEntry {
  readonly id: RoomId;
  readonly kind: RoomKind;
  /** Empty for a direct conversation: the other person's name stands there. */
  readonly title: string;
  readonly role: Role;
  /** Everybody in it, this person included. */
  readonly members: readonly UserId[];
  /** Index of the open segment. */
  readonly head: number;
  /** Ascending; left out when there are none. */
  readonly gaps?: readonly Gap[];
  readonly lastSeq: number;
  readonly readSeq: number;
  /** Stamped, not retracted messages of others after `readSeq` that this person may read. */
  readonly unread: number;
  readonly mentions: number;
  readonly preview?: Preview;
  /** When it was created or last stamped, milliseconds since 1970. */
  readonly at: number;
}

/** A person whom this one shares a conversation with. */
export interface PersonEntry {
  readonly id: UserId;
  readonly name: string;
  /** Empty when the account was deleted. */
  readonly username: string;
  readonly deleted?: true | undefined;
}

export interface DeviceEntry {
  readonly id: DeviceId;
  readonly name: string;
  readonly kind: DeviceKind;
  /** Milliseconds since 1970, to the day. */
  readonly lastSeen: number;
  /** The device that let this one in without a password. */
  readonly linkedBy?: DeviceId;
}

/** A message that came back to its sender. */
export interface ReturnedMessage {
  readonly room: RoomId;
  readonly text: string;
  readonly reason: Refusal;
  readonly sentAt: number;
  readonly returnedAt: number;
  readonly replyTo?: MessageId;
}

interface Draft {
  readonly text: string;
  readonly at: number;
  readonly replyTo?: MessageId;
}

/** "Marked unread from `seq`"; the next reading removes it. */
interface Mark {
  readonly seq: number;
}

/** The name of a setting, as in `theme` or `mute/<room>`. */
export const SETTING_KEY_PATTERN = new RegExp(`^[A-Za-z0-9][A-Za-z0-9_./-]{0,${SETTING_KEY_LENGTH - 1}}$`);

/**
 * The typed view of a person's own document. In `rooms`, `people` and `devices` the relay pushes a changed entry and
 * erases the one before, so the last of an id counts and the order of `rooms` is recency, newest last.
 */
export interface UserDocument {
  readonly doc: Y.Doc;
  readonly rooms: Y.Array<RoomEntry>;
  readonly people: Y.Array<PersonEntry>;
  readonly devices: Y.Array<DeviceEntry>;
  /** By message id. */
  readonly returned: Y.Map<ReturnedMessage>;
  /** By room id. */
  readonly drafts: Y.Map<Draft>;
  /** By room id. */
  readonly marks: Y.Map<Mark>;
  readonly settings: Y.Map<unknown>;
  readonly writers: Y.Map<UserId>;
  readonly meta: Y.Map<unknown>;
}

export type UserRoot = Exclude<keyof UserDocument, 'doc'>;

export const userDocumentOf = (doc: Y.Doc): UserDocument => ({
  doc,
  rooms: doc.getArray('rooms'),
  people: doc.getArray('people'),
  devices: doc.getArray('devices'),
  returned: doc.getMap('returned'),
  drafts: doc.getMap('drafts'),
  marks: doc.getMap('marks'),
  settings: doc.getMap('settings'),
  writers: doc.getMap('writers'),
  meta: doc.getMap('meta'),
});

export interface UserMeta {
  readonly user: UserId;
  readonly index: number;
  readonly next?: number;
}

export const readUserMeta = ({ meta }: UserDocument): UserMeta | undefined => {
  const user = meta.get('user');
  const index = meta.get('index');
  const next = meta.get('next');
  if (typeof user !== 'string' || typeof index !== 'number') return undefined;
  return { user: user as UserId, index, ...(typeof next === 'number' ? { next } : {}) };
};

/** The last entry of each id, oldest first. */
export const latestById = <Entry extends { readonly id: string }>(entries: Iterable<Entry>): Entry[] => {
  const latest = new Map<string, Entry>();
  for (const entry of entries) {
    latest.delete(entry.id);
    latest.set(entry.id, entry);
  }
  return [...latest.values()];
};
