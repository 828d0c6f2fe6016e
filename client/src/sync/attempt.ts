import {
  type ClientControl,
  decodeRelayFrame,
  encodeClientControl,
  encodeData,
  type RelayControl,
} from '@skein/shared/frames';
import { PROBE_AFTER_MS, PROBE_ANSWER_MS } from '@skein/shared/limits';
import { RefusedError, type Refusal, refusalOfCode } from '@skein/shared/refusals';
import { backoff } from './backoff.ts';
import type { ChannelEnd, Token } from './channels.ts';
import type { Environment } from './environment.ts';

/** From asking for a token to its acceptance; longer means that something in between swallows it. */
const CONNECT_WITHIN_MS = 20_000;
/** A connection that held for so long was a good one. */
const STEADY_AFTER_MS = 5_000;
/** A token is renewed when this share of its life is left. */
const RENEW_AT_SHARE = 0.25;
/** The stock provider gives a socket up after 30 silent seconds of its own document. */
const FEED_EVERY_MS = 12_000;
/** An awareness update about nobody. */
const EMPTY_AWARENESS = new Uint8Array([1, 1, 0]);

export interface AttemptEvents {
  /** Channels can be opened. */
  accepted(): void;
  /** It has held for a while. */
  steady(): void;
  /** Once, unless it was given up first. */
  lost(reason: Refusal | undefined): void;
}

/** One try to be connected, from asking for a token until its socket is lost. What is over reports nothing any more. */
export class Attempt {
  readonly #environment: Environment;
  readonly #token: (signal: AbortSignal) => Promise<Token>;
  readonly #events: AttemptEvents;
  readonly #timers = new Set<() => void>();
  readonly #channels = new Map<number, ChannelEnd>();
  readonly #given = new AbortController();
  #socket: WebSocket | undefined;
  #epoch: string | undefined;
  #lastHeard: number;
  #stopWatching: () => void = () => undefined;
  #nextChannel = 1;
  #over = false;

  constructor(
    environment: Environment,
    token: (signal: AbortSignal) => Promise<Token>,
    events: AttemptEvents,
  ) {
    this.#environment = environment;
    this.#token = token;
    this.#events = events;
    this.#lastHeard = environment.clock.now();
  }

  get isAccepted(): boolean {
    return this.#epoch !== undefined && !this.#over;
  }

  start(): void {
    this.#later(CONNECT_WITHIN_MS, () => {
      if (this.#epoch === undefined) this.#lose(undefined);
    });
    this.#token(this.#given.signal).then(
      (token) => this.#openSocket(token),
      (error: unknown) => this.#lose(error instanceof RefusedError ? error.reason : undefined),
    );
  }

  open(end: ChannelEnd): void {
    if (this.#epoch === undefined || this.#over) return;
    const channel = this.#nextChannel++;
    this.#channels.set(channel, end);
    this.#control({ type: 'open', channel, document: end.document, epoch: end.epoch });
    end.opened({
      epoch: this.#epoch,
      send: (message) => {
        if (this.#channels.get(channel) === end) this.#send(encodeData(channel, message));
      },
    });
  }

  close(end: ChannelEnd): void {
    if (this.#over) return;
    for (const [channel, attached] of this.#channels) {
      if (attached !== end) continue;
      this.#channels.delete(channel);
      this.#control({ type: 'close', channel });
    }
  }

  /** Finds out whether the other side is still there. */
  probe(): void {
    const asked = this.#environment.clock.now();
    this.#control({ type: 'ping' });
    this.#watchAfter(PROBE_ANSWER_MS, () => {
      if (this.#lastHeard < asked) this.#lose(undefined);
      else this.#watch();
    });
  }

  /** It is over before anybody hears of it, so that nothing they do now comes back here. */
  giveUp(): void {
    if (this.#over) return;
    this.#over = true;
    for (const stop of this.#timers) stop();
    this.#given.abort();
    this.#socket?.close();
    for (const end of this.#channels.values()) end.closed(undefined, '');
  }

  #lose(reason: Refusal | undefined): void {
    if (this.#over) return;
    this.giveUp();
    this.#events.lost(reason);
  }

  #openSocket(token: Token): void {
    if (this.#over) return;
    const { WebSocket, origin } = this.#environment;
    const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/sync`);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.addEventListener('open', () => this.#control({ type: 'token', token: token.token }));
    socket.addEventListener('message', ({ data }) => {
      if (!this.#over && data instanceof ArrayBuffer) this.#heard(new Uint8Array(data));
    });
    socket.addEventListener('close', ({ code }) => this.#lose(refusalOfCode(code)));
    // A failing socket closes as well, and only that tells why.
    socket.addEventListener('error', () => undefined);
  }

  #heard(bytes: Uint8Array): void {
    this.#lastHeard = this.#environment.clock.now();
    try {
      const frame = decodeRelayFrame(bytes);
      if (frame.kind === 'control') this.#controlled(frame.control);
      // Frames of a channel that is closed by now go nowhere.
      else this.#channels.get(frame.channel)?.received(new Uint8Array(frame.message));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.#lose(undefined);
    }
  }

  #controlled(control: RelayControl): void {
    switch (control.type) {
      case 'accepted':
        this.#accepted(control.expiresAt, control.epoch);
        return;
      case 'closed': {
        const end = this.#channels.get(control.channel);
        this.#channels.delete(control.channel);
        end?.closed(control.reason, control.detail);
        return;
      }
      case 'pong':
        return;
    }
  }

  #accepted(expiresAt: number, epoch: string): void {
    const life = Math.max(0, expiresAt - this.#environment.clock.now());
    this.#later(Math.min(life * (1 - RENEW_AT_SHARE), 2 ** 31 - 1), () => this.#renew(1));
    if (this.#epoch !== undefined) return;
    this.#epoch = epoch;
    this.#later(STEADY_AFTER_MS, () => this.#events.steady());
    this.#watch();
    this.#feed();
    this.#events.accepted();
  }

  /** Until the token runs out there is time to try again; then the relay closes the socket and another begins. */
  #renew(tries: number): void {
    this.#token(this.#given.signal).then(
      ({ token }) => this.#control({ type: 'token', token }),
      (error: unknown) => {
        if (error instanceof RefusedError && !error.retry) this.#lose(error.reason);
        else this.#later(backoff(tries, this.#environment.random), () => this.#renew(tries + 1));
      },
    );
  }

  #watch(): void {
    const silence = this.#environment.clock.now() - this.#lastHeard;
    if (silence >= PROBE_AFTER_MS) this.probe();
    else this.#watchAfter(PROBE_AFTER_MS - silence, () => this.#watch());
  }

  /** There is one watch at a time, however often somebody asks. */
  #watchAfter(milliseconds: number, call: () => void): void {
    this.#stopWatching();
    this.#stopWatching = this.#later(milliseconds, call);
  }

  #feed(): void {
    this.#later(FEED_EVERY_MS, () => {
      for (const end of this.#channels.values()) end.received(EMPTY_AWARENESS);
      this.#feed();
    });
  }

  #control(control: ClientControl): void {
    this.#send(encodeClientControl(control));
  }

  #send(frame: Uint8Array<ArrayBuffer>): void {
    if (!this.#over && this.#socket?.readyState === this.#environment.WebSocket.OPEN)
      this.#socket.send(frame);
  }

  #later(milliseconds: number, call: () => void): () => void {
    if (this.#over) return () => undefined;
    const stop = this.#environment.clock.after(milliseconds, () => {
      this.#timers.delete(stop);
      if (!this.#over) call();
    });
    this.#timers.add(stop);
    return stop;
  }
}
