import type { Session, StartedLink } from '@skein/shared/api/schemas';
import { type Refusal, RefusedError } from '@skein/shared/refusals';
import type { DeviceKind } from '@skein/shared/userDocument';
import { cell, type Live } from '../sync/live.ts';
import type { Api } from './api.ts';
import type { AppEnvironment } from './appEnvironment.ts';
import type { Linking, LinkingState } from './model.ts';

/** How long until a relay that could not be reached is asked for a code again. */
const TRY_AGAIN_MS = 3_000;
/** RFC 8628, section 3.5: who asked too soon asks so much less often from then on. */
const SLOWER_BY_MS = 5_000;

interface Options {
  readonly api: Api;
  readonly environment: Pick<AppEnvironment, 'clock' | 'device' | 'online'>;
  readonly kind: DeviceKind;
  readonly signedIn: (session: Session) => Promise<void>;
}

/** Asks for a code, and then, again and again, whether somebody has let this device in (RFC 8628). */
export class LinkThisDevice implements Linking {
  readonly state: Live<LinkingState>;
  readonly #state = cell<LinkingState>({ phase: 'asking' });
  readonly #options: Options;
  readonly #unsubscribe: () => void;
  #given = new AbortController();
  #stopWaiting: () => void = () => undefined;
  #next: () => void = () => undefined;

  constructor(options: Options) {
    this.#options = options;
    this.state = this.#state;
    const { online } = options.environment;
    this.#unsubscribe = online.subscribe(() => {
      if (!online.get()) return;
      this.#stopWaiting();
      this.#next();
    });
    void this.#ask();
  }

  again(): void {
    this.#stop();
    this.#given = new AbortController();
    this.#state.set({ phase: 'asking' });
    void this.#ask();
  }

  close(): void {
    this.#unsubscribe();
    this.#stop();
  }

  #stop(): void {
    this.#stopWaiting();
    this.#next = () => undefined;
    this.#given.abort();
  }

  async #ask(): Promise<void> {
    const { api, environment, kind } = this.#options;
    const { signal } = this.#given;
    const { name } = environment.device;
    try {
      const started = await api.call('startLink', { body: { device: { name, kind } }, signal });
      const expiresAt = environment.clock.now() + started.expires_in * 1000;
      if (!signal.aborted) this.#wait(started, started.interval * 1000, expiresAt, true);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof RefusedError) this.#end({ phase: 'refused', reason: error.reason });
      else {
        this.#state.set({ phase: 'unreachable' });
        this.#later(TRY_AGAIN_MS, () => void this.#ask());
      }
    }
  }

  #wait(started: StartedLink, interval: number, expiresAt: number, isReachable: boolean): void {
    const { clock } = this.#options.environment;
    if (clock.now() >= expiresAt) {
      this.#end({ phase: 'expired' });
      return;
    }
    const { user_code: code, verification_uri_complete: url } = started;
    const before = this.#state.get();
    if (before.phase !== 'waiting' || before.code !== code || before.isReachable !== isReachable)
      this.#state.set({ phase: 'waiting', code, url, expiresAt, isReachable });
    this.#later(interval, () => void this.#claim(started, interval, expiresAt));
  }

  async #claim(started: StartedLink, interval: number, expiresAt: number): Promise<void> {
    const { api, signedIn } = this.#options;
    const { signal } = this.#given;
    const { device_code } = started;
    const body = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code } as const;
    let session: Session;
    try {
      session = await api.call('claimLink', { body, signal });
    } catch (error) {
      if (signal.aborted) return;
      const reason = error instanceof RefusedError ? error.reason : undefined;
      if (reason === 'link-denied') this.#end({ phase: 'denied' });
      else if (reason === 'link-expired') this.#end({ phase: 'expired' });
      else if (error instanceof RefusedError && !error.retry)
        this.#end({ phase: 'refused', reason: error.reason });
      else
        this.#wait(
          started,
          interval + (reason === 'link-too-soon' ? SLOWER_BY_MS : 0),
          expiresAt,
          reason !== undefined,
        );
      return;
    }
    // Also when the person has left this screen meanwhile: the session is there.
    this.#stop();
    try {
      await signedIn(session);
    } catch {
      this.#end({ phase: 'refused', reason: 'internal' });
    }
  }

  #end(
    state: { readonly phase: 'expired' | 'denied' } | { readonly phase: 'refused'; readonly reason: Refusal },
  ): void {
    this.#next = () => undefined;
    this.#state.set(state);
  }

  /** A network that is back, or a question that is due: whichever comes first. */
  #later(milliseconds: number, call: () => void): void {
    const next = (): void => {
      this.#next = () => undefined;
      call();
    };
    this.#next = next;
    this.#stopWaiting = this.#options.environment.clock.after(milliseconds, next);
  }
}
