import { STEP_BYTES, STEP_UPDATES } from '@skein/shared/limits';
import type { Inbound } from './inbound.ts';
import type { LiveDocument } from './liveDocument.ts';
import type { Batch } from './preparation.ts';

/** Updates that wait for the next step, by document and in the order in which they came. */
export class Inboxes {
  readonly #inboxes = new Map<LiveDocument, Inbound[]>();

  get size(): number {
    return this.#inboxes.size;
  }

  has(live: LiveDocument): boolean {
    return this.#inboxes.has(live);
  }

  all(): readonly Inbound[][] {
    return [...this.#inboxes.values()];
  }

  push(inbound: Inbound): void {
    const inbox = this.#inboxes.get(inbound.live);
    if (inbox) inbox.push(inbound);
    else this.#inboxes.set(inbound.live, [inbound]);
  }

  /** All that waits, bounded for each document; what is beyond waits on. */
  take(): Batch[] {
    return [...this.#inboxes].map(([live, inbox]) => {
      let bytes = 0;
      let count = 0;
      while (count < inbox.length && count < STEP_UPDATES && bytes < STEP_BYTES)
        bytes += inbox[count++]?.update.length ?? 0;
      const inbounds = inbox.splice(0, count);
      if (inbox.length === 0) this.#inboxes.delete(live);
      return { live, inbounds };
    });
  }

  clear(): void {
    this.#inboxes.clear();
  }
}
