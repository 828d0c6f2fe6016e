import type { DeviceId, UserId } from '@skein/shared/ids';
import type { RelayEvent } from './contract.ts';

/** Counts channels to people's own documents: who is there, and with which devices. */
export class Arrivals {
  readonly #tell: (event: RelayEvent) => void;
  readonly #users = new Map<UserId, number>();
  readonly #devices = new Map<DeviceId, number>();

  constructor(tell: (event: RelayEvent) => void) {
    this.#tell = tell;
  }

  isPresent(user: UserId): boolean {
    return this.#users.has(user);
  }

  arrive(user: UserId, device: DeviceId): void {
    if (increase(this.#devices, device)) this.#tell({ type: 'device-arrived', user, device });
    if (increase(this.#users, user)) this.#tell({ type: 'user-arrived', user });
  }

  leave(user: UserId, device: DeviceId): void {
    if (decrease(this.#devices, device)) this.#tell({ type: 'device-left', user, device });
    if (decrease(this.#users, user)) this.#tell({ type: 'user-left', user });
  }
}

/** @returns true for the first */
const increase = <Key>(counts: Map<Key, number>, key: Key): boolean => {
  const count = counts.get(key) ?? 0;
  counts.set(key, count + 1);
  return count === 0;
};

/** @returns true for the last */
const decrease = <Key>(counts: Map<Key, number>, key: Key): boolean => {
  const count = (counts.get(key) ?? 0) - 1;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
  return count === 0;
};
