import { createHash, randomBytes } from 'node:crypto';
import type { DeviceId, UserId } from '@skein/shared/ids';
import { LINK_CODE_SECONDS, LINK_CODES_WAITING, LINK_INTERVAL_SECONDS } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import type { DeviceKind } from '@skein/shared/userDocument';
import type { Database } from './database.ts';
import { newLinkCode } from './linkCode.ts';

/** A device that asks to be let in, as it and its connection tell. */
export interface Asker {
  readonly name: string;
  readonly kind: DeviceKind;
  readonly browser: string;
  readonly address: string;
}

export interface LinkRecord extends Asker {
  readonly code: string;
  readonly askedAt: number;
  readonly expiresAt: number;
}

/** A device that was let in, and by which. */
export interface LetIn extends Asker {
  readonly user: UserId;
  readonly by: DeviceId;
}

/** A question that comes sooner than it may lengthens the time between all that follow: RFC 8628, section 3.5. */
const SLOWER_BY_SECONDS = 5;

/** Only the asking device knows the secret; who reads the directory does not. */
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** Devices that wait to be let in by one that is signed in (RFC 8628). Each is answered once and claimed once. */
export class Links {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
  }

  /** @throws RefusedError `too-many` */
  async start(asker: Asker): Promise<{ readonly secret: string; readonly code: string }> {
    const askedAt = this.#now();
    await this.#database.deleteFrom('links').where('expiresAt', '<=', askedAt).execute();
    const { waiting } = await this.#database
      .selectFrom('links')
      .select(({ fn }) => fn.countAll<number>().as('waiting'))
      .executeTakeFirstOrThrow();
    if (waiting >= LINK_CODES_WAITING) throw new RefusedError('too-many');
    const secret = randomBytes(32).toString('base64url');
    const code = newLinkCode();
    await this.#database
      .insertInto('links')
      .values({
        ...asker,
        secretHash: hashOf(secret),
        code,
        askedAt,
        expiresAt: askedAt + LINK_CODE_SECONDS * 1000,
        interval: LINK_INTERVAL_SECONDS,
        state: 'waiting',
      })
      .execute();
    return { secret, code };
  }

  /** Who waits for an answer under this code; undefined also when it was answered or has expired. */
  waiting(code: string): Promise<LinkRecord | undefined> {
    return this.#database
      .selectFrom('links')
      .select(['code', 'name', 'kind', 'browser', 'address', 'askedAt', 'expiresAt'])
      .where('code', '=', code)
      .where('state', '=', 'waiting')
      .where('expiresAt', '>', this.#now())
      .executeTakeFirst();
  }

  /** @returns false when nobody waits under this code */
  async answer(
    code: string,
    state: 'approved' | 'denied',
    { user, device }: { readonly user: UserId; readonly device: DeviceId },
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#database
      .updateTable('links')
      .set({ state, user, answeredBy: device })
      .where('code', '=', code)
      .where('state', '=', 'waiting')
      .where('expiresAt', '>', this.#now())
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** @throws RefusedError `link-expired`, `link-too-soon`, `link-pending`, `link-denied` */
  async claim(secret: string): Promise<LetIn> {
    const now = this.#now();
    const secretHash = hashOf(secret);
    const link = await this.#database
      .selectFrom('links')
      .select(['state', 'interval', 'claimedAt'])
      .where('secretHash', '=', secretHash)
      .where('expiresAt', '>', now)
      .executeTakeFirst();
    if (link === undefined) throw new RefusedError('link-expired');
    const { state, interval, claimedAt } = link;
    const isTooSoon = claimedAt !== null && now - claimedAt < interval * 1000;
    if (isTooSoon || state === 'waiting') {
      await this.#database
        .updateTable('links')
        .set({ claimedAt: now, interval: interval + (isTooSoon ? SLOWER_BY_SECONDS : 0) })
        .where('secretHash', '=', secretHash)
        .execute();
      throw new RefusedError(isTooSoon ? 'link-too-soon' : 'link-pending');
    }
    // Of several who ask at the same time one gets it.
    const claimed = await this.#database
      .deleteFrom('links')
      .where('secretHash', '=', secretHash)
      .returning(['user', 'answeredBy', 'state', 'name', 'kind', 'browser', 'address'])
      .executeTakeFirst();
    if (claimed === undefined) throw new RefusedError('link-expired');
    const { user, answeredBy: by, state: answer, ...asker } = claimed;
    if (answer !== 'approved' || user === null || by === null) throw new RefusedError('link-denied');
    return { ...asker, user, by };
  }
}
