import type { DeviceId, UserId } from '@skein/shared/ids';
import type { Identity } from '../sync/identity.ts';
import { type Cell, cell } from '../sync/live.ts';
import type { DeviceState, DeviceStore } from './deviceStore.ts';

/** Which devices this browser has told its person about. Every tab shows news; what was seen in one is seen in all. */
export class KnownDevices {
  readonly ids: Cell<readonly DeviceId[] | undefined> = cell<readonly DeviceId[] | undefined>(undefined);
  readonly #store: DeviceStore;
  readonly #kept: (user: UserId) => void;

  /** `kept` is told when the other tabs can read it. */
  constructor(store: DeviceStore, kept: (user: UserId) => void) {
    this.#store = store;
    this.#kept = kept;
  }

  async read(): Promise<void> {
    const { knownDevices } = await this.#store.read().catch((): DeviceState => ({}));
    this.ids.set(knownDevices);
  }

  keep({ user, device }: Identity, ids: readonly DeviceId[]): void {
    this.#store
      .update((state) => (state.session?.device.id === device ? { ...state, knownDevices: ids } : state))
      .then(
        () => this.#kept(user),
        // It is told once more after the next start.
        () => undefined,
      );
  }
}
