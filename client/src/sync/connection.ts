import type { Refusal } from '@skein/shared/refusals';
import { Attempt } from './attempt.ts';
import { backoff } from './backoff.ts';
import type { ChannelEnd, Token } from './channels.ts';
import type { Environment } from './environment.ts';
import { type Cell, cell, type Live } from './live.ts';

export type ConnectionState =
  | { readonly phase: 'connected' }
  /** Trying; `attempts` failed so far, the last one with this reason if the relay gave one. */
  | { readonly phase: 'connecting'; readonly attempts: number; readonly reason?: Refusal }
  /** The browser says there is no network. */
  | { readonly phase: 'offline' }
  /** The relay said no for good. */
  | { readonly phase: 'refused'; readonly reason: Refusal };

/** Refusals of a whole connection after which nothing but another sign-in helps. */
const FOR_GOOD: ReadonlySet<Refusal> = new Set([
  'token-missing',
  'token-invalid',
  'device-revoked',
  'account-deleted',
  'origin-refused',
]);

/**
 * One socket per tab, many documents on it. Channels may be attached at any time: they open as soon as there is a
 * connection, and are told when it is gone; whoever wants to go on attaches again.
 */
export class Connection {
  readonly state: Live<ConnectionState>;
  readonly #state: Cell<ConnectionState>;
  readonly #environment: Environment;
  readonly #token: (signal: AbortSignal) => Promise<Token>;
  readonly #waiting = new Set<ChannelEnd>();
  readonly #unsubscribe: (() => void)[] = [];
  #attempt: Attempt | undefined;
  #failures = 0;
  #reason: Refusal | undefined;
  #stopRetry: (() => void) | undefined;
  #closed = false;

  constructor(environment: Environment, token: (signal: AbortSignal) => Promise<Token>) {
    this.#environment = environment;
    this.#token = token;
    this.#state = cell<ConnectionState>({ phase: 'connecting', attempts: 0 });
    this.state = this.#state;
  }

  start(): void {
    const { online, visible } = this.#environment;
    this.#unsubscribe.push(
      online.subscribe(() => (online.get() ? this.retry() : this.#goOffline())),
      visible.subscribe(() => visible.get() && this.#lookUp()),
    );
    if (online.get()) this.#connect();
    else this.#goOffline();
  }

  /** Tries now, also after a refusal: somebody signed in again, or the network is back. */
  retry(): void {
    if (this.#closed || this.#attempt?.isAccepted) return;
    this.#failures = 0;
    this.#connect();
  }

  attach(end: ChannelEnd): () => void {
    if (this.#attempt?.isAccepted) this.#attempt.open(end);
    else this.#waiting.add(end);
    return () => {
      this.#waiting.delete(end);
      this.#attempt?.close(end);
    };
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#unsubscribe) stop();
    this.#stopRetry?.();
    this.#abandon();
  }

  #goOffline(): void {
    this.#stopRetry?.();
    this.#abandon();
    this.#state.set({ phase: 'offline' });
  }

  /** The person is looking: no waiting, and a socket that froze in the meantime is found out. */
  #lookUp(): void {
    if (this.#attempt?.isAccepted) this.#attempt.probe();
    else if (this.#state.get().phase === 'connecting' && this.#attempt === undefined) this.#connect();
  }

  #connect(): void {
    this.#stopRetry?.();
    this.#abandon();
    if (this.#closed || !this.#environment.online.get()) return;
    const attempt = new Attempt(this.#environment, this.#token, {
      accepted: () => this.#accepted(attempt),
      steady: () => {
        // The next failure is the first again.
        this.#failures = 0;
      },
      lost: (reason) => {
        if (this.#attempt === attempt) this.#lost(reason);
      },
    });
    this.#attempt = attempt;
    this.#showConnecting();
    attempt.start();
  }

  #accepted(attempt: Attempt): void {
    this.#reason = undefined;
    this.#state.set({ phase: 'connected' });
    for (const end of this.#waiting) {
      // Lost again while they open: the others wait for the next.
      if (!attempt.isAccepted) return;
      this.#waiting.delete(end);
      attempt.open(end);
    }
  }

  #lost(reason: Refusal | undefined): void {
    this.#attempt = undefined;
    if (reason !== undefined && FOR_GOOD.has(reason)) {
      this.#state.set({ phase: 'refused', reason });
      return;
    }
    this.#failures += 1;
    this.#reason = reason;
    this.#showConnecting();
    this.#stopRetry = this.#environment.clock.after(backoff(this.#failures, this.#environment.random), () =>
      this.#connect(),
    );
  }

  #showConnecting(): void {
    const reason = this.#reason;
    this.#state.set({
      phase: 'connecting',
      attempts: this.#failures,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  #abandon(): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.giveUp();
  }
}
