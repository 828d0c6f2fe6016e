import type { HandIn } from '@skein/shared/api/schemas';
import type { UserId } from '@skein/shared/ids';
import { RefusedError } from '@skein/shared/refusals';
import type { Clock } from '../sync/environment.ts';
import { cell, type Live } from '../sync/live.ts';
import type { Identity } from '../sync/identity.ts';
import type { ReturnedEntry } from '../sync/returning.ts';
import type { Api } from './api.ts';
import type { DeviceStore } from './deviceStore.ts';

/** What one person had not sent when this device was signed out elsewhere. */
export interface Unsent extends Identity {
  readonly returned: readonly ReturnedEntry[];
  /** The relay takes it no more: it waits for its person to sign in here. */
  readonly isKept: boolean;
}

/** What has become of it, for whoever looks at the device. */
export type UnsentState = 'waiting' | 'handed-in' | 'kept';

const TRY_AGAIN_AFTER_MS = 30_000;

interface Options {
  readonly store: DeviceStore;
  readonly api: Api;
  readonly clock: Clock;
  readonly online: Live<boolean>;
}

/**
 * All that stays on a device that was signed out elsewhere: what its person composed there and nobody has. It is handed
 * in as returned mail as soon as the relay can be reached; what the relay does not take waits for its person.
 */
export class UnsentMail {
  readonly state: Live<UnsentState | undefined>;
  readonly #state = cell<UnsentState | undefined>(undefined);
  readonly #options: Options;
  readonly #unsubscribe: () => void;
  #stopWaiting: () => void = () => undefined;
  #isOver = false;

  constructor(options: Options) {
    this.#options = options;
    this.state = this.#state;
    this.#unsubscribe = options.online.subscribe(() => {
      if (options.online.get() && this.#state.get() === 'waiting') void this.handIn();
    });
  }

  /** Resolves once that is durable. */
  async keep(identity: Identity, returned: readonly ReturnedEntry[]): Promise<void> {
    if (returned.length === 0) return;
    await this.#options.store.update(({ unsent = [], ...state }) => ({
      ...state,
      // The same device may have been cut off in the midst of this.
      unsent: [
        ...unsent.filter(({ device }) => device !== identity.device),
        { ...identity, returned, isKept: false },
      ],
    }));
  }

  /** Nobody else may be signed in here: the relay knows the device by its cookie. */
  async handIn(): Promise<void> {
    this.#stopWaiting();
    const { store, clock } = this.#options;
    const { unsent = [] } = await store.read();
    if (this.#isOver || unsent.length === 0) return;
    const outcomes = await Promise.all(unsent.map((each) => this.#handInOne(each)));
    await store.update(({ unsent: kept = [], ...state }) =>
      withUnsent(
        state,
        kept.flatMap((each) => {
          const outcome = outcomes[unsent.findIndex(({ device }) => device === each.device)];
          return outcome === 'handed-in' || outcome === 'nobodys'
            ? []
            : [{ ...each, isKept: each.isKept || outcome === 'kept' }];
        }),
      ),
    );
    if (this.#isOver) return;
    this.#state.set((['waiting', 'kept', 'handed-in'] as const).find((state) => outcomes.includes(state)));
    if (outcomes.includes('waiting'))
      this.#stopWaiting = clock.after(TRY_AGAIN_AFTER_MS, () => void this.handIn());
  }

  /** To the person it belongs to, who has signed in here; `file` resolves once it is safe there. */
  async giveBack(user: UserId, file: (returned: readonly ReturnedEntry[]) => Promise<void>): Promise<void> {
    this.#stopWaiting();
    this.#state.set(undefined);
    const { unsent = [] } = await this.#options.store.read();
    const own = unsent.filter((each) => each.user === user);
    if (own.length === 0) return;
    await file(own.flatMap(({ returned }) => returned));
    await this.#options.store.update(({ unsent: kept = [], ...state }) =>
      withUnsent(
        state,
        kept.filter((each) => each.user !== user),
      ),
    );
  }

  /** There is nobody any more to whom it could be given back. */
  async forget(user: UserId): Promise<void> {
    await this.#options.store.update(({ unsent = [], ...state }) =>
      withUnsent(
        state,
        unsent.filter((each) => each.user !== user),
      ),
    );
  }

  close(): void {
    this.#isOver = true;
    this.#stopWaiting();
    this.#unsubscribe();
  }

  async #handInOne({ device, returned, isKept }: Unsent): Promise<UnsentState | 'nobodys'> {
    if (isKept) return 'kept';
    try {
      await this.#options.api.call('handIn', { body: bodyOf(device, returned) });
      return 'handed-in';
    } catch (error) {
      if (!(error instanceof RefusedError)) return 'waiting';
      if (error.reason === 'account-deleted') return 'nobodys';
      return error.retry ? 'waiting' : 'kept';
    }
  }
}

const withUnsent = <State extends object>(state: State, unsent: readonly Unsent[]) =>
  unsent.length === 0 ? state : { ...state, unsent };

const bodyOf = (device: string, returned: readonly ReturnedEntry[]): HandIn => ({
  device,
  returned: returned.map(([id, returned]) => {
    // When it came back is for the relay to say.
    const { returnedAt: _, ...entry } = returned;
    return { id, ...entry };
  }),
});
