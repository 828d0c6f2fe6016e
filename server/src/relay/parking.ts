import { PARK_AFTER_MS, PARKED_AT_ONCE } from '@skein/shared/limits';
import type { Documents } from './documents.ts';
import { summaryFact, summaryKey } from './facts.ts';
import type { LiveDocument } from './liveDocument.ts';
import type { Clock, Log, Schedule } from './ports.ts';
import type { Step } from './step.ts';
import type { Steps } from './steps.ts';

interface Parts {
  readonly documents: Documents;
  readonly steps: Steps;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly log: Log;
}

/**
 * Takes the content of documents that nobody needed for a while out of memory, and leaves their listeners. It is done in
 * a step, so that nothing is under way, and the summary is committed with it.
 */
export class Parking {
  readonly #parts: Parts;
  #stopTimer: () => void = () => undefined;
  #isStopped = false;
  #isUnderWay = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#wait();
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopTimer();
  }

  #wait(): void {
    if (this.#isStopped) return;
    this.#stopTimer = this.#parts.schedule(PARK_AFTER_MS / 2, () => {
      this.#wait();
      void this.#round();
    });
  }

  async #round(): Promise<void> {
    const { steps, log } = this.#parts;
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    try {
      while (!this.#isStopped && this.#unused().length > 0)
        await steps.command({ prepare: async () => undefined, run: (step) => this.#park(step) });
    } catch (error) {
      log.warn({ error }, 'documents could not be parked; later');
    }
    this.#isUnderWay = false;
  }

  #unused(): LiveDocument[] {
    const { documents, steps, clock } = this.#parts;
    return documents
      .unused(clock() - PARK_AFTER_MS)
      .slice(0, PARKED_AT_ONCE)
      .filter((live) => !steps.isWaiting(live));
  }

  #park(step: Step): void {
    for (const live of this.#unused()) {
      const { summary, bytes } = live;
      if (!live.hasSummary) step.facts.set(summaryKey(live.name), summaryFact(summary));
      step.afterwards.push(() => {
        // Something else in this very step may have changed it.
        if (live.bytes !== bytes) return;
        live.park(summary);
        this.#parts.documents.forget(live);
      });
    }
  }
}
