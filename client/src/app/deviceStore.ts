import type { Session } from '@skein/shared/api/schemas';
import type { DeviceId } from '@skein/shared/ids';
import { type DBSchema, openDB } from 'idb';
import { begun } from '../sync/begun.ts';
import type { Unsent } from './unsentMail.ts';

/** What this browser remembers of itself: who is signed in, so that the app opens with no network. */
export interface DeviceState {
  readonly session?: Session;
  /** Somebody signed out while the relay was out of reach: the session there is still to be ended. */
  readonly owesSignOut?: true;
  /** Devices of the signed-in person that this one has told about. */
  readonly knownDevices?: readonly DeviceId[];
  /** What is left of people whose device this was. */
  readonly unsent?: readonly Unsent[];
}

interface Schema extends DBSchema {
  device: { key: 'state'; value: DeviceState };
}

export interface DeviceStore {
  read(): Promise<DeviceState>;
  /** One transaction, so that tabs do not overwrite each other's. */
  update(change: (state: DeviceState) => DeviceState): Promise<void>;
}

export const openDeviceStore = (profile: string): DeviceStore => {
  const open = async () =>
    await openDB<Schema>(`${profile}/device`, 1, {
      upgrade: (created) => {
        created.createObjectStore('device');
      },
    });
  // A browser may refuse already at the call: whoever reads or writes hears of it.
  const database = open();
  database.catch(() => undefined);
  return {
    read: async () => (await (await database).get('device', 'state')) ?? {},
    update: async (change) => {
      const transaction = begun(
        (await database).transaction('device', 'readwrite', { durability: 'strict' }),
      );
      const state = (await transaction.store.get('state')) ?? {};
      await Promise.all([transaction.store.put(change(state), 'state'), transaction.done]);
    },
  };
};

/** What outlives whoever was signed in. */
export const signedOut = (state: DeviceState): DeviceState => {
  const { session: _, owesSignOut: __, knownDevices: ___, ...rest } = state;
  return rest;
};

export const signedInAs = (state: DeviceState, session: Session): DeviceState => ({
  ...signedOut(state),
  session,
});
