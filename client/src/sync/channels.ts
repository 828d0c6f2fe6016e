import type { Refusal } from '@skein/shared/refusals';

export interface Token {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The app's end of a channel: one document. */
export interface ChannelEnd {
  readonly document: string;
  /** The life of the store that this device's copy comes from; empty when it has none. */
  readonly epoch: string;
  opened(channel: OpenChannel): void;
  received(message: Uint8Array<ArrayBuffer>): void;
  /** Undefined reason: the connection is gone. */
  closed(reason: Refusal | undefined, detail: string): void;
}

export interface OpenChannel {
  /** The life of the relay's store. */
  readonly epoch: string;
  send(message: Uint8Array): void;
}
