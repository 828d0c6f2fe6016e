import type { DeviceId, UserId } from '@skein/shared/ids';
import type { DeviceKind } from '@skein/shared/userDocument';
import type { Database } from './database.ts';

export interface DeviceRecord {
  readonly id: DeviceId;
  readonly user: UserId;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly lastSeen: number;
  readonly endedAt: number | null;
}

const COLUMNS = [
  'devices.id',
  'devices.user',
  'devices.name',
  'devices.kind',
  'devices.lastSeen',
  'devices.endedAt',
] as const;

/** A device is a signed-in session with a name. */
export class Devices {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
  }

  async add(device: Pick<DeviceRecord, 'id' | 'user' | 'name' | 'kind'>): Promise<void> {
    const now = this.#now();
    await this.#database
      .insertInto('devices')
      .values({ ...device, createdAt: now, lastSeen: now, endedAt: null })
      .execute();
  }

  /** Ended or not. */
  device(id: DeviceId): Promise<DeviceRecord | undefined> {
    return this.#database.selectFrom('devices').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  }

  /** Of this person, signed in now, in the order of their signing in. */
  signedIn(user: UserId): Promise<DeviceRecord[]> {
    return this.#database
      .selectFrom('devices')
      .innerJoin('session', 'session.id', 'devices.id')
      .select(COLUMNS)
      .where('user', '=', user)
      .where('endedAt', 'is', null)
      .where('expiresAt', '>', new Date(this.#now()).toISOString())
      .orderBy('devices.createdAt')
      .execute();
  }

  /** Of this person, past ones included. */
  async ever(user: UserId): Promise<ReadonlySet<DeviceId>> {
    const rows = await this.#database.selectFrom('devices').select('id').where('user', '=', user).execute();
    return new Set(rows.map(({ id }) => id));
  }

  async rename(id: DeviceId, name: string): Promise<void> {
    await this.#database.updateTable('devices').set({ name }).where('id', '=', id).execute();
  }

  async seen(id: DeviceId): Promise<void> {
    await this.#database.updateTable('devices').set({ lastSeen: this.#now() }).where('id', '=', id).execute();
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
}
