import type { Session } from '@skein/shared/api/schemas';
import type { DeviceId } from '@skein/shared/ids';
import { type DBSchema, openDB } from 'idb';
import { begun } from '../sync/begun.ts';
import { Reopening } from '../sync/reopening.ts';
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
  /** As this tab last read or wrote it. */
  let known: DeviceState | undefined;
  const database = new Reopening(
    async (closed) =>
      await openDB<Schema>(`${profile}/device`, 1, {
        upgrade: (created) => {
          created.createObjectStore('device');
        },
        terminated: closed,
      }),
    () => {
      // Should that fail, the relay still knows whose device it is.
      update((state) => state ?? known ?? {}).catch(() => undefined);
    },
  );
  const update = async (change: (state: DeviceState | undefined) => DeviceState): Promise<void> => {
    const transaction = begun(
      (await database.get()).transaction('device', 'readwrite', { durability: 'strict' }),
    );
    const next = change(await transaction.store.get('state'));
    await Promise.all([transaction.store.put(next, 'state'), transaction.done]);
    known = next;
  };
  return {
    read: async () => {
      const state = await (await database.get()).get('device', 'state');
      known = state;
      return state ?? {};
    },
    update: (change) => update((state = {}) => change(state)),
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
