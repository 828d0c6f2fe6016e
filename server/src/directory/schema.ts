import type { DeviceId, RoomId, UserId } from '@skein/shared/ids';
import type { DeviceKind, Role, RoomKind } from '@skein/shared/userDocument';
import type { ColumnType, Generated } from 'kysely';

/** Rows of the directory. Times are milliseconds since 1970. */
export interface Schema {
  /** Made and written by better-auth; only what others read of it is named. */
  user: { readonly id: UserId; readonly name: string; readonly email: string; readonly username: string };
  /** Made and written by better-auth. */
  session: { readonly id: DeviceId; readonly token: string; readonly expiresAt: string };
  devices: DeviceTable;
  rooms: RoomTable;
  members: MemberTable;
  invites: InviteTable;
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
