import type { Journal } from '../journal/port.ts';
import type { Compactor } from './compactor.ts';
import type { RelayEvent } from './contract.ts';
import { Delivery } from './delivery.ts';
import { summaryKey } from './facts.ts';
import type { Step } from './step.ts';
import type { Storage } from './storage.ts';

interface Parts {
  readonly storage: Storage;
  readonly compactor: Compactor;
  readonly tell: (event: RelayEvent) => void;
}

/** Makes what a step did durable with one append, and only then lets anybody know. */
export class Committing {
  readonly #parts: Parts;
  /** Of the last commit. */
  #journal: Journal | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws JournalEndedError, and then nobody knows of anything */
  async commit(step: Step): Promise<void> {
    const changed = [...step.touched].flatMap((live) => {
      const update = live.takeEmitted();
      return update ? [{ live, update }] : [];
    });
    for (const { live } of changed) {
      const key = summaryKey(live.name);
      if (live.hasSummary || step.facts.has(key)) step.facts.set(key, undefined);
      live.dropSummary();
    }
    if (changed.length > 0 || step.facts.size > 0) {
      this.#journal = await this.#parts.storage.journal();
      await this.#journal.append(
        changed.map(({ live, update }) => ({ document: live.name, update })),
        [...step.facts].map(([key, value]) => ({ key, value })),
      );
    }
    for (const { live, update } of changed) {
      const delivery = new Delivery(live, update);
      for (const listener of live.audience.listeners) listener.deliver(delivery);
    }
    for (const act of step.afterwards) act();
    for (const name of step.compactions) this.#parts.compactor.add(name);
    for (const event of withoutRepeats(step.events)) this.#parts.tell(event);
  }

  /** After an append that failed: resolves when there is a journal again. */
  async renew(): Promise<void> {
    if (this.#journal) await this.#parts.storage.replace(this.#journal);
  }
}

const withoutRepeats = (events: readonly RelayEvent[]): Iterable<RelayEvent> =>
  new Map(events.map((event) => [JSON.stringify(event), event])).values();
