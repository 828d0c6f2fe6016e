import type { RoomId, UserId } from '@skein/shared/ids';
import type { DeviceEntry, PersonEntry, Role, RoomKind } from '@skein/shared/userDocument';
import type { ReadableSegment, Relay } from '../relay/contract.ts';

/** What a projection takes of the relay. */
export type ProjectedRelay = Pick<Relay, 'isPresent' | 'subscribe' | 'summary' | 'writeUser'>;

/** A conversation as the directory knows it for one of its members. */
export interface MemberRoom {
  readonly id: RoomId;
  readonly kind: RoomKind;
  readonly title: string;
  readonly role: Role;
  /** Everybody in it, in the order of joining. */
  readonly members: readonly UserId[];
  /** What this person's spans of membership let them read. */
  readonly readable: ReadableSegment;
}

/** What a projection takes of the directory. */
export interface ProjectedDirectory {
  /** Conversations this person is in now, of those asked about. */
  roomsOf(user: UserId, asked: 'all' | ReadonlySet<RoomId>): Promise<readonly MemberRoom[]>;
  /** Everybody this person shares a conversation with, the person included. */
  peopleOf(user: UserId): Promise<readonly PersonEntry[]>;
  /** Devices that are signed in. */
  devicesOf(user: UserId): Promise<readonly DeviceEntry[]>;
  /** Who is in a room now. */
  membersOf(room: RoomId): Promise<readonly UserId[]>;
}
