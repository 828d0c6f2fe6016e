import type { RoomId, UserId } from '@skein/shared/ids';
import { RefusedError } from '@skein/shared/refusals';
import type { Role, RoomKind } from '@skein/shared/userDocument';
import type { Database } from './database.ts';
import { isAnyDeleted } from './deletions.ts';
import { listed } from './listed.ts';

export interface RoomRecord {
  readonly id: RoomId;
  readonly kind: RoomKind;
  readonly title: string;
  readonly history: 'from-joining' | 'all';
}

const COLUMNS = ['rooms.id', 'rooms.kind', 'rooms.title', 'rooms.history'] as const;

/** The same for both people, whoever asks first. */
const directKeyOf = (one: UserId, other: UserId): string => [one, other].toSorted().join(' ');

/** Conversations, apart from who is in them and what is said. */
export class Rooms {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
  }

  room(id: RoomId): Promise<RoomRecord | undefined> {
    return this.#database.selectFrom('rooms').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  }

  direct(one: UserId, other: UserId): Promise<RoomRecord | undefined> {
    return this.#database
      .selectFrom('rooms')
      .select(COLUMNS)
      .where('directKey', '=', directKeyOf(one, other))
      .executeTakeFirst();
  }

  /** Of this person now, in the order of joining; of those asked about. */
  of(user: UserId, asked: 'all' | ReadonlySet<RoomId> = 'all'): Promise<RoomRecord[]> {
    const rooms = this.#database
      .selectFrom('rooms')
      .innerJoin('members', 'members.room', 'rooms.id')
      .select(COLUMNS)
      .where('members.user', '=', user)
      .where('members.leftSeq', 'is', null)
      .orderBy('members.span');
    return (asked === 'all' ? rooms : rooms.where('members.room', 'in', listed(asked))).execute();
  }

  /**
   * Everybody in it may read from the first message on. The first one of a group owns it.
   * @throws RefusedError `person-unknown`
   */
  async addGroup(room: Omit<RoomRecord, 'kind'>, users: readonly [UserId, ...UserId[]]): Promise<void> {
    await this.#add({ ...room, kind: 'group' }, null, users, 'owner');
  }

  /**
   * @returns false when the two have one already, made by the other in the meantime perhaps
   * @throws RefusedError `person-unknown`
   */
  async addDirect(id: RoomId, one: UserId, other: UserId): Promise<boolean> {
    const room = { id, kind: 'direct', title: '', history: 'all' } as const;
    return await this.#add(room, directKeyOf(one, other), [one, other], 'member');
  }

  async rename(id: RoomId, title: string): Promise<void> {
    await this.#database.updateTable('rooms').set({ title }).where('id', '=', id).execute();
  }

  async #add(
    room: RoomRecord,
    directKey: string | null,
    users: readonly UserId[],
    firstRole: Role,
  ): Promise<boolean> {
    const now = this.#now();
    return await this.#database.transaction().execute(async (transaction) => {
      if (await isAnyDeleted(transaction, users)) throw new RefusedError('person-unknown');
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto('rooms')
        .values({ ...room, directKey, createdAt: now })
        .onConflict((conflict) => conflict.column('directKey').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n) return false;
      const spans = users.map((user, index) => ({
        room: room.id,
        user,
        role: index === 0 ? firstRole : ('member' as const),
        joinedSeq: 0,
        leftSeq: null,
        joinedAt: now,
      }));
      await transaction.insertInto('members').values(spans).execute();
      return true;
    });
  }
}
