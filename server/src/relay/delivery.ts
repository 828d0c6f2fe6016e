import * as Y from 'yjs';
import type { LiveDocument } from './liveDocument.ts';
import * as messages from './messages.ts';

/** A committed update on its way to everybody who listens. */
export class Delivery {
  /** Encoded once for all. */
  readonly frame: Uint8Array;
  readonly #live: LiveDocument;
  readonly #update: Uint8Array;
  #before: Uint8Array | undefined;

  constructor(live: LiveDocument, update: Uint8Array) {
    this.frame = messages.update(update);
    this.#live = live;
    this.#update = update;
  }

  /** The state vector of somebody who has all but this. */
  get before(): Uint8Array {
    this.#before ??= this.#stateBefore();
    return this.#before;
  }

  #stateBefore(): Uint8Array {
    const state = Y.decodeStateVector(this.#live.stateVector);
    for (const [client, clock] of Y.parseUpdateMeta(this.#update).from) state.set(client, clock);
    return Y.encodeStateVector(state);
  }
}
