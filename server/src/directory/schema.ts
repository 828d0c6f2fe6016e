import type { DeviceId, RoomId, UserId } from '@skein/shared/ids';
import type { DeviceKind, Role, RoomKind } from '@skein/shared/userDocument';
import type { ColumnType, Generated } from 'kysely';

/** Rows of the directory. Times are milliseconds since 1970. */
export interface Schema {
  /** Made and written by better-auth; only what others read of it is named. */
  user: UserTable;
  /** Made and written by better-auth. */
  session: {
    readonly id: DeviceId;
    readonly token: string;
    readonly expiresAt: string;
    readonly userId: UserId;
    ipAddress: string | null;
    userAgent: string | null;
  };
  devices: DeviceTable;
  rooms: RoomTable;
  members: MemberTable;
  invites: InviteTable;
  deletions: DeletionTable;
  account: { readonly userId: UserId };
  verification: { readonly identifier: string };
  links: LinkTable;
}

/** Rows stay after their end: what was composed on a past device still has to be delivered. */
interface DeviceTable {
  /** The id of better-auth's session. */
  id: ColumnType<DeviceId, DeviceId, never>;
  user: ColumnType<UserId, UserId, never>;
  name: string;
  kind: DeviceKind;
  createdAt: number;
  lastSeen: number;
  endedAt: number | null;
  /** The device that let this one in. */
  linkedBy: ColumnType<DeviceId | null, DeviceId | null, never>;
  handedInAt: number | null;
}

interface RoomTable {
  id: ColumnType<RoomId, RoomId, never>;
  kind: ColumnType<RoomKind, RoomKind, never>;
  /** Empty in a direct conversation. */
  title: string;
  history: 'from-joining' | 'all';
  /** Both people of a direct conversation, in order: there is never a second one between them. */
  directKey: ColumnType<string | null, string | null, never>;
  createdAt: number;
}

/** One span of membership; who comes back gets another one. */
interface MemberTable {
  span: Generated<number>;
  room: ColumnType<RoomId, RoomId, never>;
  user: ColumnType<UserId, UserId, never>;
  role: Role;
  /** The first `seq` that may be read. */
  joinedSeq: number;
  /** The last `seq` that may be read; null while it lasts. */
  leftSeq: number | null;
  joinedAt: number;
}

interface InviteTable {
  code: ColumnType<string, string, never>;
  inviter: ColumnType<UserId, UserId, never>;
  expiresAt: number;
  signUps: number;
}

/** A device that asks to be let in; the row goes when it is, or when nobody cares any more. */
interface LinkTable {
  secretHash: ColumnType<string, string, never>;
  code: ColumnType<string, string, never>;
  name: ColumnType<string, string, never>;
  kind: ColumnType<DeviceKind, DeviceKind, never>;
  browser: ColumnType<string, string, never>;
  address: ColumnType<string, string, never>;
  askedAt: ColumnType<number, number, never>;
  expiresAt: ColumnType<number, number, never>;
  /** Seconds that must lie between two questions. */
  interval: number;
  /** When it last asked whether it is let in. */
  claimedAt: ColumnType<number | null, number | null | undefined, number>;
  state: 'waiting' | 'approved' | 'denied';
  /** Who answered, and on which device. */
  user: ColumnType<UserId | null, UserId | null | undefined, UserId>;
  answeredBy: ColumnType<DeviceId | null, DeviceId | null | undefined, DeviceId>;
}

interface UserTable {
  readonly id: UserId;
  name: string;
  email: string;
  emailVerified: number;
  image: string | null;
  /** Null when the account was deleted. */
  username: string | null;
  displayUsername: string | null;
  readonly createdAt: string;
  updatedAt: string;
}

/** One row an account that was deleted; for good. */
interface DeletionTable {
  user: ColumnType<UserId, UserId, never>;
  beganAt: number;
  /** Null while something of it is left. */
  endedAt: number | null;
}
