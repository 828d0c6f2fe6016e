import type { DeviceId, UserId } from '@skein/shared/ids';
import { SESSION_SECONDS, SUB_DEVICE_SECONDS } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import type { DeviceKind } from '@skein/shared/userDocument';
import type { Database } from './database.ts';
import { isAnyDeleted } from './deletions.ts';

export interface DeviceRecord {
  readonly id: DeviceId;
  readonly user: UserId;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly lastSeen: number;
  readonly endedAt: number | null;
  /** When it handed in, after its end, what it had not sent. */
  readonly handedInAt: number | null;
  /** The device that let this one in. */
  readonly linkedBy: DeviceId | null;
}

const COLUMNS = [
  'devices.id',
  'devices.user',
  'devices.name',
  'devices.kind',
  'devices.lastSeen',
  'devices.endedAt',
  'devices.handedInAt',
  'devices.linkedBy',
] as const;

/** Days are what counts: a device that comes and goes all the time is not written down each time. */
const SEEN_EVERY_MS = 60_000;

const LONGEST_ABSENCE_MS: Record<DeviceKind, number> = {
  main: SESSION_SECONDS * 1000,
  sub: SUB_DEVICE_SECONDS * 1000,
};

/** A device is a signed-in session with a name. One that stays away for too long has ended by itself. */
export class Devices {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
  }

  /** @throws RefusedError `account-deleted`, and then nothing is left of its session */
  async add(
    device: Pick<DeviceRecord, 'id' | 'user' | 'name' | 'kind'>,
    linkedBy: DeviceId | null = null,
  ): Promise<void> {
    const now = this.#now();
    const isDeleted = await this.#database.transaction().execute(async (transaction) => {
      if (await isAnyDeleted(transaction, [device.user])) {
        await transaction.deleteFrom('session').where('id', '=', device.id).execute();
        return true;
      }
      await transaction
        .insertInto('devices')
        .values({ ...device, createdAt: now, lastSeen: now, endedAt: null, handedInAt: null, linkedBy })
        .execute();
      return false;
    });
    if (isDeleted) throw new RefusedError('account-deleted');
  }

  /** Ended or not. */
  async device(id: DeviceId): Promise<DeviceRecord | undefined> {
    const device = await this.#database
      .selectFrom('devices')
      .select(COLUMNS)
      .where('id', '=', id)
      .executeTakeFirst();
    return device && this.#asOfNow(device);
  }

  /** Of this person, signed in now, in the order of their signing in. */
  async signedIn(user: UserId): Promise<DeviceRecord[]> {
    const devices = await this.#database
      .selectFrom('devices')
      .innerJoin('session', 'session.id', 'devices.id')
      .select(COLUMNS)
      .where('user', '=', user)
      .where('endedAt', 'is', null)
      .where('expiresAt', '>', new Date(this.#now()).toISOString())
      .orderBy('devices.createdAt')
      .execute();
    return devices.filter((device) => this.#asOfNow(device).endedAt === null);
  }

  /** Of this person, past ones included. */
  async ever(user: UserId): Promise<ReadonlySet<DeviceId>> {
    const rows = await this.#database.selectFrom('devices').select('id').where('user', '=', user).execute();
    return new Set(rows.map(({ id }) => id));
  }

  /** What is left out stays as it is. One that has ended stays as it was: it has no name where its account was deleted. */
  async change(
    id: DeviceId,
    { name, kind }: { readonly name?: string | undefined; readonly kind?: DeviceKind | undefined },
  ): Promise<void> {
    const changed = { ...(name === undefined ? {} : { name }), ...(kind === undefined ? {} : { kind }) };
    if (Object.keys(changed).length === 0) return;
    await this.#database
      .updateTable('devices')
      .set(changed)
      .where('id', '=', id)
      .where('endedAt', 'is', null)
      .execute();
  }

  async seen(id: DeviceId): Promise<void> {
    const now = this.#now();
    await this.#database
      .updateTable('devices')
      .set({ lastSeen: now })
      .where('id', '=', id)
      .where('lastSeen', '<=', now - SEEN_EVERY_MS)
      .execute();
  }

  /** From now on neither its session nor any token made for it is good for anything. */
  async end(id: DeviceId): Promise<void> {
    await this.#database
      .updateTable('devices')
      .set({ endedAt: this.#now() })
      .where('id', '=', id)
      .where('endedAt', 'is', null)
      .execute();
  }

  async handedIn(id: DeviceId): Promise<void> {
    await this.#database
      .updateTable('devices')
      .set({ handedInAt: this.#now() })
      .where('id', '=', id)
      .execute();
  }

  #asOfNow(device: DeviceRecord): DeviceRecord {
    const idleAt = device.lastSeen + LONGEST_ABSENCE_MS[device.kind];
    return device.endedAt === null && idleAt <= this.#now() ? { ...device, endedAt: idleAt } : device;
  }
}
