import type { Session } from '@skein/shared/api/schemas';
import { type DBSchema, openDB } from 'idb';

/** What this browser remembers of itself: who is signed in, so that the app opens with no network. */
export interface DeviceState {
  readonly session?: Session;
  /** Somebody signed out while the relay was out of reach: the session there is still to be ended. */
  readonly owesSignOut?: true;
}

interface Schema extends DBSchema {
  device: { key: 'state'; value: DeviceState };
}

export interface DeviceStore {
  read(): Promise<DeviceState>;
  write(state: DeviceState): Promise<void>;
}

export const openDeviceStore = (profile: string): DeviceStore => {
  const database = openDB<Schema>(`${profile}/device`, 1, {
    upgrade: (created) => {
      created.createObjectStore('device');
    },
  });
  return {
    read: async () => (await (await database).get('device', 'state')) ?? {},
    write: async (state) => {
      await (await database).put('device', state, 'state');
    },
  };
};
