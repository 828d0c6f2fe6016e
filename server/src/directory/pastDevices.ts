import type { UserId } from '@skein/shared/ids';
import { RefusedError } from '@skein/shared/refusals';
import type { Relay } from '../relay/contract.ts';
import type { Log } from '../relay/ports.ts';
import type { Devices } from './devices.ts';
import type { Rooms } from './rooms.ts';

interface Parts {
  readonly relay: Pick<Relay, 'keepCursors'>;
  readonly devices: Devices;
  readonly rooms: Rooms;
  readonly log: Log;
}

/**
 * Takes the cursors of past devices out of their person's conversations, one after the other and with nobody waiting for
 * it. What a crash leaves undone is done when the next device of the person ends.
 */
export class PastDevices {
  readonly #parts: Parts;
  readonly #waiting = new Set<UserId>();
  #work: Promise<void> | undefined;
  #isClosed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  ended(user: UserId): void {
    this.#waiting.add(user);
    this.#work ??= this.#workOff();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#work;
  }

  async #workOff(): Promise<void> {
    for (const user of this.#waiting) {
      this.#waiting.delete(user);
      await this.#clear(user);
    }
    this.#work = undefined;
  }

  async #clear(user: UserId): Promise<void> {
    const { relay, devices, rooms, log } = this.#parts;
    try {
      const signedIn = new Set((await devices.signedIn(user)).map(({ id }) => id));
      for (const { id } of await rooms.of(user)) {
        if (this.#isClosed) return;
        await relay.keepCursors(id, user, signedIn);
      }
    } catch (error) {
      const isForLater = error instanceof RefusedError && error.retry;
      if (!isForLater) log.error({ error, user }, 'the cursors of past devices could not be taken away');
    }
  }
}
