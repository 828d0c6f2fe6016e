import { randomBytes } from 'node:crypto';
import type { UserId } from '@skein/shared/ids';
import { INVITE_DAYS, INVITES_PER_PERSON, SIGN_UPS_PER_INVITE } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import type { Database } from './database.ts';
import { isAnyDeleted } from './deletions.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Links for friends who are not here yet. One may be used by several friends until it ends. */
export class Invites {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
  }

  /** @throws RefusedError `too-many`, `account-deleted` */
  async create(inviter: UserId): Promise<{ readonly code: string; readonly expiresAt: number }> {
    const now = this.#now();
    const invite = { code: randomBytes(16).toString('base64url'), expiresAt: now + INVITE_DAYS * DAY_MS };
    await this.#database.transaction().execute(async (transaction) => {
      if (await isAnyDeleted(transaction, [inviter])) throw new RefusedError('account-deleted');
      await transaction.deleteFrom('invites').where('expiresAt', '<=', now).execute();
      const { held } = await transaction
        .selectFrom('invites')
        .select(({ fn }) => fn.countAll<number>().as('held'))
        .where('inviter', '=', inviter)
        .executeTakeFirstOrThrow();
      if (held >= INVITES_PER_PERSON) throw new RefusedError('too-many', 'invites');
      await transaction
        .insertInto('invites')
        .values({ ...invite, inviter, signUps: 0 })
        .execute();
    });
    return invite;
  }

  /** @throws RefusedError `not-found` */
  async inviter(code: string): Promise<UserId> {
    const invite = await this.#database
      .selectFrom('invites')
      .select('inviter')
      .where('code', '=', code)
      .where('expiresAt', '>', this.#now())
      .executeTakeFirst();
    if (invite === undefined) throw new RefusedError('not-found');
    return invite.inviter;
  }

  /** Takes one of its sign-ups, in one statement: two at once never get the last one both. */
  async claimSignUp(code: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#database
      .updateTable('invites')
      .set(({ eb }) => ({ signUps: eb('signUps', '+', 1) }))
      .where('code', '=', code)
      .where('expiresAt', '>', this.#now())
      .where('signUps', '<', SIGN_UPS_PER_INVITE)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  /** Gives a claimed sign-up back. */
  async releaseSignUp(code: string): Promise<void> {
    await this.#database
      .updateTable('invites')
      .set(({ eb }) => ({ signUps: eb('signUps', '-', 1) }))
      .where('code', '=', code)
      .execute();
  }
}
