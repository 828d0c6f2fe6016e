import type { RandomBytes } from '@skein/shared/ids';
import type { Live, Source } from './live.ts';
import type { SpareStorage } from './spareCopy.ts';

export interface Clock {
  readonly now: () => number;
  /** Calls once, unless called off by the function it returns. */
  readonly after: (milliseconds: number, call: () => void) => () => void;
}

/** What a channel between the tabs of one browser must do; `BroadcastChannel` does. */
export interface TabChannel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  close(): void;
}

/** One task at a time among all tabs of a browser, by name. */
export type ExclusiveTask = <Result>(name: string, task: () => Promise<Result>) => Promise<Result>;

/**
 * All that a device has from its surroundings. IndexedDB is the platform's own (`idb` takes no other);
 * `profile` begins every local name, so that several browsers can live in one process.
 */
export interface Environment {
  readonly profile: string;
  /** Scheme, host and port of the relay: `https://chat.example`. */
  readonly origin: string;
  readonly fetch: typeof fetch;
  readonly WebSocket: typeof WebSocket;
  readonly tabChannel: (name: string) => TabChannel;
  readonly exclusively: ExclusiveTask;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly randomBytes: RandomBytes;
  /** What the browser believes of its network. */
  readonly online: Live<boolean>;
  readonly visible: Live<boolean>;
  /** The page may be gone after this: whatever is held back has to be written. */
  readonly leaving: Source;
  /** Undefined where the browser does not tell what it grants. */
  readonly storage?: Pick<StorageManager, 'estimate' | 'persist' | 'persisted'>;
  /** Another place than the databases, which does not perish with them; undefined where the browser refuses it. */
  readonly spareStorage?: SpareStorage;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};
