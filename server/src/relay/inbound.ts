import { type DecodedUpdate, decodeUpdate } from '@skein/shared/admission/decode';
import type { Refusal } from '@skein/shared/refusals';
import type { LiveDocument } from './liveDocument.ts';
import type { Grant } from './ports.ts';

/** Whoever an update came from, as a step sees it. */
export interface Sender {
  readonly grant: Grant;
  /** Refused or disconnected: what still waits of it is not taken. Somebody who merely left is not dropped. */
  readonly isDropped: boolean;
  refuse(reason: Refusal, detail: string): void;
  /** As when it is disconnected, though it may have left before. */
  drop(): void;
  /** The update has been dealt with. */
  settle(update: Uint8Array): void;
  /** Asks for what is missing, unless that was asked before. */
  askForRest(): void;
  /** It brought all it depends on. */
  wasComplete(): void;
}

/** An update on its way into a step. */
export class Inbound {
  readonly live: LiveDocument;
  readonly update: Uint8Array;
  readonly sender: Sender;
  #decoded: DecodedUpdate | undefined;

  constructor(live: LiveDocument, update: Uint8Array, sender: Sender) {
    this.live = live;
    this.update = update;
    this.sender = sender;
  }

  /** @throws RefusedError for bytes that no honest client writes */
  decoded(): DecodedUpdate {
    this.#decoded ??= decodeUpdate(this.update);
    return this.#decoded;
  }
}
