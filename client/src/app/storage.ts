import type { StorageState } from '../sync/deviceStorage.ts';
import { derived, type Live } from '../sync/live.ts';
import type { SignedInPerson } from '../sync/signedInPerson.ts';
import type { Kept } from '../sync/walk.ts';

export interface StorageView extends StorageState, Kept {}

/** What this device keeps, for the one who owns it. */
export interface StorageOnDevice {
  /** As of the last `look`, but for how far the device is with what it keeps. */
  readonly view: Live<StorageView>;
  look(): Promise<void>;
  /** Asks the browser to delete nothing of its own accord; it may say no without asking anybody. */
  protect(): Promise<void>;
  /** Lets go of all that can be had again and is not recent. */
  freeUp(): Promise<void>;
  /** What was let go of comes back, as far as this device keeps it. */
  keepAgain(): Promise<void>;
}

export const createStorage = ({ storage, kept, keepAgain }: SignedInPerson): StorageOnDevice => ({
  view: derived<StorageView>(() => ({ ...storage.state.get(), ...kept.get() }), [storage.state, kept]),
  look: () => storage.look(),
  protect: () => storage.protect(),
  freeUp: () => storage.freeUp(),
  keepAgain,
});
