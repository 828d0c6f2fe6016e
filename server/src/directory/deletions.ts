import type { UserId } from '@skein/shared/ids';
import { DELETED_NAME } from '@skein/shared/person';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { listed } from './listed.ts';

/**
 * Asked in the transaction that is about to write something of these people: then either the deletion comes later and
 * clears it away, or it is known here.
 */
export const isAnyDeleted = async (transaction: Database, users: readonly UserId[]): Promise<boolean> => {
  const deleted = transaction.selectFrom('deletions').select('user').where('user', 'in', listed(users));
  return (await deleted.limit(1).executeTakeFirst()) !== undefined;
};

/** Accounts that were deleted. Their ids stay, for what they wrote is said under them, and are never given again. */
export class Deletions {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
  }

  /**
   * Everything personal in the directory goes at once, and it is noted what is still to be done elsewhere. Sessions and
   * devices stay as bare ids until they expire: a device that comes back is told what happened.
   */
  async begin(user: UserId): Promise<void> {
    const now = this.#now();
    await this.#database.transaction().execute(async (transaction) => {
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto('deletions')
        .values({ user, beganAt: now, endedAt: null })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n) return;
      const { email } = await transaction
        .selectFrom('user')
        .select('email')
        .where('id', '=', user)
        .executeTakeFirstOrThrow();
      await transaction
        .updateTable('user')
        .set({
          name: DELETED_NAME,
          email: `${user}@deleted.invalid`,
          emailVerified: 0,
          image: null,
          username: null,
          displayUsername: null,
          updatedAt: new Date(now).toISOString(),
        })
        .where('id', '=', user)
        .execute();
      await transaction.deleteFrom('account').where('userId', '=', user).execute();
      await transaction.deleteFrom('verification').where('identifier', '=', email).execute();
      await transaction
        .updateTable('session')
        .set({ ipAddress: null, userAgent: null })
        .where('userId', '=', user)
        .execute();
      await transaction.deleteFrom('invites').where('inviter', '=', user).execute();
      await transaction.deleteFrom('links').where('user', '=', user).execute();
      await transaction.updateTable('devices').set({ name: '' }).where('user', '=', user).execute();
      await transaction
        .updateTable('devices')
        .set({ endedAt: now })
        .where('user', '=', user)
        .where('endedAt', 'is', null)
        .execute();
    });
    // Else the log beside the file would keep it all until it is written over.
    await sql`pragma wal_checkpoint(truncate)`.execute(this.#database);
  }

  isDeleted(user: UserId): Promise<boolean> {
    return isAnyDeleted(this.#database, [user]);
  }

  /** Those of which not everything is gone yet. */
  async unfinished(): Promise<UserId[]> {
    const rows = await this.#database
      .selectFrom('deletions')
      .select('user')
      .where('endedAt', 'is', null)
      .orderBy('beganAt')
      .execute();
    return rows.map(({ user }) => user);
  }

  async finished(user: UserId): Promise<void> {
    await this.#database
      .updateTable('deletions')
      .set({ endedAt: this.#now() })
      .where('user', '=', user)
      .execute();
  }
}
