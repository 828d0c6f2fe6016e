import type { DeviceId, UserId } from '@skein/shared/ids';
import { MAIN_GRACE_MS } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import type { Relay } from '../relay/contract.ts';
import { type Log, type Schedule, systemSchedule } from '../relay/ports.ts';
import type { Changes } from './changes.ts';
import type { Devices } from './devices.ts';

interface Parts {
  readonly relay: Pick<Relay, 'subscribe' | 'disconnect'>;
  readonly devices: Devices;
  readonly changes: Changes;
  readonly log: Log;
  readonly schedule?: Schedule;
}

interface Person {
  readonly connected: Set<DeviceId>;
  /** One of the connected ones is a main device, or one has just left. */
  hasMain: boolean;
  /** Takes back that the sub devices are about to be sent away. */
  stopGrace: (() => void) | undefined;
}

/**
 * For those who want it: sub devices are served only while a main device of the same person is connected. When the last
 * one leaves they go on for a moment, as it may only have lost its network, and are then told to try again.
 */
export class MainDevices {
  readonly #parts: Required<Parts>;
  readonly #people = new Map<UserId, Person>();
  readonly #unsubscribe: readonly (() => void)[];

  constructor(parts: Parts) {
    this.#parts = { schedule: systemSchedule, ...parts };
    this.#unsubscribe = [
      parts.relay.subscribe((event) => {
        if (event.type === 'device-arrived') this.#person(event.user).connected.add(event.device);
        else if (event.type === 'device-left') this.#person(event.user).connected.delete(event.device);
        else return;
        void this.#look(event.user);
      }),
      parts.changes.subscribe((change) => {
        if (change.type === 'devices' && this.#people.has(change.user)) void this.#look(change.user);
      }),
    ];
  }

  /** @throws RefusedError `main-offline` */
  async check({ user, device }: { readonly user: UserId; readonly device: DeviceId }): Promise<void> {
    const known = await this.#parts.devices.device(device);
    if (known?.kind === 'sub' && this.#people.get(user)?.hasMain !== true)
      throw new RefusedError('main-offline');
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const { stopGrace } of this.#people.values()) stopGrace?.();
    this.#people.clear();
  }

  #person(user: UserId): Person {
    const person = this.#people.get(user) ?? { connected: new Set(), hasMain: false, stopGrace: undefined };
    this.#people.set(user, person);
    return person;
  }

  async #look(user: UserId): Promise<void> {
    const { relay, devices, log, schedule } = this.#parts;
    try {
      const signedIn = await devices.signedIn(user);
      const person = this.#people.get(user);
      if (person === undefined) return;
      if (signedIn.some(({ id, kind }) => kind === 'main' && person.connected.has(id))) {
        person.stopGrace?.();
        person.stopGrace = undefined;
        person.hasMain = true;
      } else if (person.hasMain) {
        person.stopGrace ??= schedule(MAIN_GRACE_MS, () => {
          person.stopGrace = undefined;
          person.hasMain = false;
          void this.#look(user);
        });
      } else {
        // Also those of its sockets that have nothing to do with the person's own document.
        for (const { id, kind } of signedIn)
          if (kind === 'sub') relay.disconnect({ user, device: id }, 'main-offline');
        if (person.connected.size === 0) this.#people.delete(user);
      }
    } catch (error) {
      log.error({ error, user }, 'the main devices of a person could not be looked up');
    }
  }
}
