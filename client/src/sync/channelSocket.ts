import { type Refusal, refusalRow } from '@skein/shared/refusals';
import { backoff } from './backoff.ts';
import type { ChannelEnd, OpenChannel } from './channels.ts';
import type { Connection } from './connection.ts';
import type { Environment } from './environment.ts';
import { framed } from './framing.ts';

/** What a replica has to do with its channel, beside what the stock provider does on it. */
export interface ChannelHooks {
  readonly document: string;
  readonly epoch: () => string;
  /** Before the provider applies it. */
  heard(message: Uint8Array<ArrayBuffer>): void;
  opened(epoch: string): void;
  /** False keeps a message back. */
  maySend(message: Uint8Array): boolean;
  refused(reason: Refusal, detail: string): void;
}

/** No code of ours: the provider tries again. */
const GONE = 1006;
/** A channel that held for so long was a good one: its next refusal is the first again. */
const STEADY_AFTER_MS = 10_000;
const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 3;

type Handler<Given> = ((event: Given) => void) | null;

/**
 * The `WebSocketPolyfill` of the stock `WebsocketProvider`: a socket that is one channel of the shared connection. While
 * there is no connection it is connecting, for as long as it takes; a refusal arrives as close code and reason.
 */
export const channelSocketClass = (
  connection: Connection,
  environment: Pick<Environment, 'clock' | 'random'>,
  hooks: ChannelHooks,
): typeof WebSocket => {
  let failures = 0;

  class ChannelSocket implements ChannelEnd {
    static readonly OPEN = OPEN;
    readonly OPEN = OPEN;
    binaryType: BinaryType = 'arraybuffer';
    readyState: number = CONNECTING;
    onopen: Handler<Pick<Event, 'type'>> = null;
    onmessage: Handler<{ readonly data: ArrayBuffer }> = null;
    onclose: Handler<{ readonly code: number; readonly reason: string }> = null;
    onerror: Handler<Pick<Event, 'type'>> = null;
    readonly document = hooks.document;
    #channel: OpenChannel | undefined;
    #openedAt = 0;
    #detach: () => void;

    constructor() {
      // The relay asked for patience: the channel waits here, since the provider forgets its own waits too early.
      this.#detach = environment.clock.after(backoff(failures, environment.random), () => {
        this.#detach = connection.attach(this);
      });
    }

    get epoch(): string {
      return hooks.epoch();
    }

    send(message: ArrayBufferLike | ArrayBufferView<ArrayBuffer>): void {
      const bytes = ArrayBuffer.isView(message)
        ? new Uint8Array(message.buffer, message.byteOffset, message.byteLength)
        : new Uint8Array(message as ArrayBuffer);
      if (this.#channel === undefined || !hooks.maySend(bytes)) return;
      for (const frame of framed(bytes)) this.#channel.send(frame);
    }

    close(): void {
      if (this.readyState === CLOSED) return;
      this.readyState = CLOSED;
      this.#channel = undefined;
      this.#detach();
      this.onclose?.({ code: GONE, reason: '' });
    }

    opened(channel: OpenChannel): void {
      if (this.readyState === CLOSED) return;
      this.#channel = channel;
      this.readyState = OPEN;
      this.#openedAt = environment.clock.now();
      hooks.opened(channel.epoch);
      this.onopen?.({ type: 'open' });
    }

    received(message: Uint8Array<ArrayBuffer>): void {
      if (this.readyState !== OPEN) return;
      hooks.heard(message);
      this.onmessage?.({ data: message.buffer });
    }

    closed(reason: Refusal | undefined, detail: string): void {
      if (this.readyState === CLOSED) return;
      this.readyState = CLOSED;
      this.#channel = undefined;
      if (environment.clock.now() - this.#openedAt >= STEADY_AFTER_MS) failures = 0;
      if (reason !== undefined) failures += 1;
      this.onclose?.({ code: reason === undefined ? GONE : refusalRow(reason).code, reason: detail });
      if (reason !== undefined) hooks.refused(reason, detail);
    }
  }
  return ChannelSocket as unknown as typeof WebSocket;
};
