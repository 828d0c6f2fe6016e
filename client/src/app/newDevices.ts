import type { DeviceId } from '@skein/shared/ids';
import type { DeviceEntry } from '@skein/shared/userDocument';
import { type Cell, derived, type Live } from '../sync/live.ts';

/** Which devices this one has told its person about; undefined on a device that has not looked yet. */
export interface ToldDevices {
  readonly ids: Cell<readonly DeviceId[] | undefined>;
  /** Beyond this tab. */
  readonly keep: (ids: readonly DeviceId[]) => void;
}

export interface NewDevices {
  /** Signed in since this device last looked, also while it was away. */
  readonly list: Live<readonly DeviceEntry[]>;
  readonly seen: (device: DeviceId) => void;
  /** Its person has just let in a device of this name from here, and knows. Whatever else comes is told. */
  readonly letIn: (name: string) => void;
  readonly close: () => void;
}

const NONE: readonly DeviceEntry[] = [];

export const createNewDevices = (
  devices: Live<readonly DeviceEntry[]>,
  own: DeviceId,
  known: ToldDevices,
): NewDevices => {
  const keep = (ids: readonly DeviceId[]): void => {
    known.ids.set(ids);
    known.keep(ids);
  };
  /** A list without this device is one that is not here yet. */
  const listed = (): readonly DeviceEntry[] => {
    const list = devices.get();
    return list.some(({ id }) => id === own) ? list : NONE;
  };
  const lookFirst = (): void => {
    // Those that were there before are no news to who signs in here.
    if (known.ids.get() === undefined && listed().length > 0) keep(listed().map(({ id }) => id));
  };
  const seen = (device: DeviceId): void => {
    const present = new Set(listed().map(({ id }) => id));
    const ids = (known.ids.get() ?? []).filter((id) => present.has(id) && id !== device);
    keep([...ids, device]);
  };
  const awaited = new Set<string>();
  const lookForAwaited = (): void => {
    for (const { id, name, linkedBy } of listed())
      if (linkedBy === own && !known.ids.get()?.includes(id) && awaited.delete(name)) seen(id);
  };
  devices.subscribe(lookFirst);
  devices.subscribe(lookForAwaited);
  lookFirst();
  const list = derived<readonly DeviceEntry[]>(
    (former = NONE) => {
      const ids = known.ids.get();
      if (ids === undefined) return NONE;
      const list = listed().filter(({ id }) => id !== own && !ids.includes(id));
      const isSame = list.length === former.length && list.every((entry, index) => entry === former[index]);
      return isSame ? former : list;
    },
    [devices, known.ids],
  );
  return {
    list,
    seen,
    letIn: (name) => {
      awaited.add(name);
      // It may be quicker than the answer.
      lookForAwaited();
    },
    // What this browser knows outlives the person, and must not hold on to what was theirs.
    close: list.close,
  };
};
