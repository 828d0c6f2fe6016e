import type { Member } from '@skein/shared/api/schemas';
import type { RoomId, UserId } from '@skein/shared/ids';
import { RefusedError } from '@skein/shared/refusals';
import { groupBy } from '@skein/shared/timeline';
import type { Role } from '@skein/shared/userDocument';
import type { Database } from './database.ts';
import { isAnyDeleted } from './deletions.ts';
import { listed } from './listed.ts';
import { type KnownPerson, shown } from './people.ts';

/** One stretch of time in which somebody is, or was, in a room; access is judged by it. */
export interface Span {
  readonly role: Role;
  readonly joinedSeq: number;
  readonly leftSeq: number | null;
}

/** A segment is wholly inside or outside of a span, because joining and leaving close one. */
export const maySee = (spans: readonly Span[], firstSeq: number): boolean =>
  spans.some(({ joinedSeq, leftSeq }) => joinedSeq <= firstSeq && (leftSeq === null || firstSeq <= leftSeq));

/** The span that lasts, if any. */
export const present = (spans: readonly Span[]): Span | undefined =>
  spans.find(({ leftSeq }) => leftSeq === null);

/** Who is in which room, and was. */
export class Members {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
  }

  /** Oldest first; empty for a stranger. */
  spans(room: RoomId, user: UserId): Promise<Span[]> {
    return this.#database
      .selectFrom('members')
      .select(['role', 'joinedSeq', 'leftSeq'])
      .where('room', '=', room)
      .where('user', '=', user)
      .orderBy('span')
      .execute();
  }

  /** The same of many rooms; one with a stranger is left out. */
  async spansIn(rooms: readonly RoomId[], user: UserId): Promise<Map<RoomId, Span[]>> {
    const rows = await this.#database
      .selectFrom('members')
      .select(['room', 'role', 'joinedSeq', 'leftSeq'])
      .where('room', 'in', listed(rooms))
      .where('user', '=', user)
      .orderBy('span')
      .execute();
    return groupBy(rows, ({ room }) => room);
  }

  /** Of one person in all rooms that they are in now, or in one of them: the span that lasts, and past ones. */
  readableSpans(user: UserId, room?: RoomId): Promise<(Omit<Span, 'role'> & { readonly room: RoomId })[]> {
    const spans = this.#database
      .selectFrom('members')
      .select(['room', 'joinedSeq', 'leftSeq'])
      .where('user', '=', user)
      .where('room', 'in', (rooms) =>
        rooms.selectFrom('members').select('room').where('user', '=', user).where('leftSeq', 'is', null),
      )
      .orderBy('span');
    return (room === undefined ? spans : spans.where('room', '=', room)).execute();
  }

  /** Those who are in it now, longest first. */
  async of(room: RoomId): Promise<(Member & { readonly id: UserId })[]> {
    const rows = await this.#database
      .selectFrom('members')
      .innerJoin('user', 'user.id', 'members.user')
      .select(['user.id', 'user.name', 'user.username', 'role', 'joinedSeq'])
      .where('room', '=', room)
      .where('leftSeq', 'is', null)
      .orderBy('span')
      .execute();
    return rows.map(shown);
  }

  /** Whoever was in it at a time that this person may read of, the person included. */
  async met(room: RoomId, user: UserId): Promise<KnownPerson[]> {
    const rows = await this.#database
      .selectFrom('members as own')
      .innerJoin('members as other', 'other.room', 'own.room')
      .innerJoin('user', 'user.id', 'other.user')
      .select(['user.id', 'user.name', 'user.username'])
      .where('own.room', '=', room)
      .where('own.user', '=', user)
      .where((is) =>
        is.or([is('own.leftSeq', 'is', null), is('other.joinedSeq', '<=', is.ref('own.leftSeq'))]),
      )
      .where((is) =>
        is.or([is('other.leftSeq', 'is', null), is('own.joinedSeq', '<=', is.ref('other.leftSeq'))]),
      )
      .groupBy('user.id')
      .orderBy(({ fn }) => fn.min('other.span'))
      .execute();
    return rows.map(shown);
  }

  /** Ids only, of those who are in it now. */
  async ids(room: RoomId): Promise<UserId[]> {
    const rows = await this.#database
      .selectFrom('members')
      .select('user')
      .where('room', '=', room)
      .where('leftSeq', 'is', null)
      .orderBy('span')
      .execute();
    return rows.map(({ user }) => user);
  }

  /** The same of many rooms; an empty one is left out. */
  async idsIn(rooms: readonly RoomId[]): Promise<Map<RoomId, UserId[]>> {
    const rows = await this.#database
      .selectFrom('members')
      .select(['room', 'user'])
      .where('room', 'in', listed(rooms))
      .where('leftSeq', 'is', null)
      .orderBy('span')
      .execute();
    const byRoom = groupBy(rows, ({ room }) => room);
    return new Map([...byRoom].map(([room, here]) => [room, here.map(({ user }) => user)]));
  }

  /** How many rooms somebody is in. */
  async count(user: UserId): Promise<number> {
    const { rooms } = await this.#database
      .selectFrom('members')
      .select(({ fn }) => fn.countAll<number>().as('rooms'))
      .where('user', '=', user)
      .where('leftSeq', 'is', null)
      .executeTakeFirstOrThrow();
    return rooms;
  }

  /** Does nothing for who is in it already. @throws RefusedError `person-unknown` */
  async join(room: RoomId, user: UserId, joinedSeq: number): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      if (await isAnyDeleted(transaction, [user])) throw new RefusedError('person-unknown');
      await transaction
        .insertInto('members')
        .values({ room, user, role: 'member', joinedSeq, leftSeq: null, joinedAt: this.#now() })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    });
  }

  /** Of the span that ended last. */
  async extend(room: RoomId, user: UserId, leftSeq: number): Promise<void> {
    const ended = this.#database
      .selectFrom('members')
      .select(({ fn }) => fn.max('span').as('span'))
      .where('room', '=', room)
      .where('user', '=', user)
      .where('leftSeq', 'is not', null);
    await this.#database.updateTable('members').set({ leftSeq }).where('span', '=', ended).execute();
  }

  /** A group whose owner leaves goes to whoever is in it for longest. @returns the new owner, if there is one */
  async leave(room: RoomId, user: UserId, leftSeq: number): Promise<UserId | undefined> {
    return await this.#database.transaction().execute(async (transaction) => {
      const now = transaction.updateTable('members').where('room', '=', room).where('leftSeq', 'is', null);
      const left = await now.set({ leftSeq }).where('user', '=', user).returning('role').executeTakeFirst();
      if (left?.role !== 'owner') return undefined;
      const heir = await transaction
        .selectFrom('members')
        .select(['span', 'user'])
        .where('room', '=', room)
        .where('leftSeq', 'is', null)
        .orderBy('span')
        .executeTakeFirst();
      if (heir) await now.set({ role: 'owner' }).where('span', '=', heir.span).execute();
      return heir?.user;
    });
  }
}
