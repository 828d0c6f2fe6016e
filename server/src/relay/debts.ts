import type { UserId } from '@skein/shared/ids';
import { WAITING_BYTES, WAITING_FRAMES } from '@skein/shared/limits';
import type { Inbound } from './inbound.ts';
import type { Schedule } from './ports.ts';
import type { Rate } from './rate.ts';

/** What waits until its person's debt is paid. */
interface Debt {
  readonly inbounds: Inbound[];
  bytes: number;
}

/** Updates of people who sent too much at once, bounded for each of them. */
export class Debts {
  readonly #rate: Rate;
  readonly #schedule: Schedule;
  readonly #paid: (inbound: Inbound) => void;
  readonly #debts = new Map<UserId, Debt>();

  /** @param paid takes each update when its time has come */
  constructor(rate: Rate, schedule: Schedule, paid: (inbound: Inbound) => void) {
    this.#rate = rate;
    this.#schedule = schedule;
    this.#paid = paid;
  }

  isOwing(user: UserId): boolean {
    return this.#debts.has(user);
  }

  /** One list for each person. */
  waiting(): (readonly Inbound[])[] {
    return [...this.#debts.values()].map(({ inbounds }) => inbounds);
  }

  postpone(inbound: Inbound): void {
    const { sender, update } = inbound;
    const { user } = sender.grant;
    const debt = this.#debts.get(user);
    if (debt === undefined) {
      this.#debts.set(user, { inbounds: [inbound], bytes: update.length });
      this.#schedule(this.#rate.wait(user), () => {
        const due = this.#debts.get(user)?.inbounds ?? [];
        this.#debts.delete(user);
        for (const each of due) this.#paid(each);
      });
    } else if (debt.inbounds.length >= WAITING_FRAMES || debt.bytes + update.length > WAITING_BYTES) {
      sender.settle(update);
      sender.refuse('too-fast', `${debt.inbounds.length} updates wait`);
    } else {
      debt.inbounds.push(inbound);
      debt.bytes += update.length;
    }
  }

  clear(): void {
    this.#debts.clear();
  }
}
