import { type Refusal, RefusedError } from '@skein/shared/refusals';
import { JournalEndedError, type Json } from '../journal/port.ts';
import type { Admitting } from './admitting.ts';
import type { Committing } from './committing.ts';
import { Debts } from './debts.ts';
import type { Documents } from './documents.ts';
import type { Inbound } from './inbound.ts';
import { Inboxes } from './inboxes.ts';
import type { LiveDocument } from './liveDocument.ts';
import type { Clock, Log, Schedule } from './ports.ts';
import type { Batch, Facts, Preparation } from './preparation.ts';
import type { Rate } from './rate.ts';
import { asRefusal } from './refusing.ts';
import type { Segments } from './segments.ts';
import { Step } from './step.ts';
import type { Users } from './users.ts';

/** Something that the server itself asks of a step. `run` refuses before it has changed anything, or not at all. */
export interface Command<Result> {
  readonly prepare: () => Promise<Facts | undefined>;
  readonly run: (step: Step) => Result;
}

interface Order {
  readonly prepare: () => Promise<Facts | undefined>;
  readonly run: (step: Step) => void;
  readonly fail: (error: RefusedError) => void;
}

interface Reader {
  readonly run: () => void;
  readonly fail: (error: RefusedError) => void;
}

interface Parts {
  readonly documents: Documents;
  readonly segments: Segments;
  readonly users: Users;
  readonly admitting: Admitting;
  readonly preparation: Preparation;
  readonly committing: Committing;
  readonly rate: Rate;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** Milliseconds from the beginning of a step to that of the next. */
  readonly interval: number;
  readonly log: Log;
  /** Between two steps: the moment to let go of what nobody needs. */
  readonly rest: () => void;
  /** Throws away what is in memory and sends everybody away. */
  readonly disperse: (reason: Refusal) => void;
}

/**
 * The one loop that changes documents. A step takes all that waits, changes each document it concerns in one
 * transaction, commits the whole with one append, and only then tells anybody. While a commit is in flight nothing is
 * applied and nothing is read: a document is either as committed or not looked at.
 */
export class Steps {
  readonly #parts: Parts;
  readonly #inboxes = new Inboxes();
  /** Updates of people who sent too much at once. */
  readonly #debts: Debts;
  /** Updates that the step under way has taken. */
  #taken: readonly Batch[] = [];
  #orders: Order[] = [];
  #readers: Reader[] = [];
  #inFlight = false;
  #running: Promise<void> | undefined;
  #isFinishing = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#debts = new Debts(parts.rate, parts.schedule, (inbound) => this.#deliver(inbound));
  }

  push(inbound: Inbound): void {
    if (this.#isFinishing) return;
    if (inbound.live.ref.kind === 'segment' && this.#debts.isOwing(inbound.sender.grant.user))
      this.#debts.postpone(inbound);
    else this.#deliver(inbound);
  }

  /** Resolves after the commit. @throws RefusedError */
  command<Result>({ prepare, run }: Command<Result>): Promise<Result> {
    if (this.#isFinishing) return Promise.reject(new RefusedError('going-away'));
    return new Promise((resolve, reject) => {
      this.#orders.push({
        prepare,
        run: (step) => {
          const attempt = step.attempt();
          const result = run(attempt);
          step.absorb(attempt);
          step.afterwards.push(() => resolve(result));
        },
        fail: reject,
      });
      this.#wake();
    });
  }

  /** At once, or after the commit in flight. */
  read<Result>(reader: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      const run = (): void => {
        try {
          resolve(reader());
        } catch (error) {
          reject(error as Error);
        }
      };
      if (this.#inFlight) this.#readers.push({ run, fail: reject });
      else run();
    });
  }

  /** Nothing that still waits and matches is taken, also of somebody who has left. */
  drop(matches: (inbound: Inbound) => boolean): void {
    const taken = this.#taken.map(({ inbounds }) => inbounds);
    for (const inbound of [...this.#inboxes.all(), ...this.#debts.waiting(), ...taken].flat())
      if (matches(inbound)) inbound.sender.drop();
  }

  /** Takes nothing more. Resolves when what it has taken is committed; who sent too much at once has to send again. */
  async finish(): Promise<void> {
    this.#isFinishing = true;
    while (this.#running) await this.#running;
  }

  isWaiting(live: LiveDocument): boolean {
    return (
      this.#inboxes.has(live) ||
      this.#debts.waiting().some((inbounds) => inbounds.some((inbound) => inbound.live === live))
    );
  }

  #deliver(inbound: Inbound): void {
    this.#inboxes.push(inbound);
    this.#wake();
  }

  #wake(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // What is pushed in the same turn goes together.
    await Promise.resolve();
    while (this.#inboxes.size > 0 || this.#orders.length > 0) {
      const began = this.#parts.clock();
      await this.#next();
      await this.#pause(began + this.#parts.interval - this.#parts.clock());
    }
    this.#running = undefined;
  }

  /** Who comes first is served at once. What comes right after it goes together: a commit costs the same for many. */
  async #pause(milliseconds: number): Promise<void> {
    if (milliseconds > 0 && !this.#isFinishing)
      await new Promise<void>((resolve) => this.#parts.schedule(milliseconds, resolve));
  }

  async #next(): Promise<void> {
    const facts = new Map<string, Json | undefined>();
    const broken: (Batch & { readonly offender: Inbound | undefined })[] = [];
    const taken = this.#orders.splice(0);
    this.#taken = this.#inboxes.take();
    try {
      const [batches, orders] = await Promise.all([
        this.#preparedBatches(this.#taken, facts),
        this.#preparedOrders(taken, facts),
      ]);
      const step = new Step(this.#parts.clock(), (key) => facts.get(key));
      this.#inFlight = true;
      for (const batch of batches) {
        const outcome = this.#parts.admitting.apply(step, batch);
        if (outcome.kind === 'broken') broken.push({ ...batch, offender: outcome.offender });
        else this.#finish(step, batch, outcome.postponed);
      }
      for (const order of orders) this.#execute(step, order);
      for (const live of step.touched) {
        this.#parts.segments.closeIfFull(step, live);
        this.#parts.users.closeIfFull(step, live);
      }
      this.#parts.segments.keepChains(step);
      await this.#parts.committing.commit(step);
    } catch (error) {
      await this.#fail(error, taken);
    } finally {
      this.#inFlight = false;
      this.#taken = [];
      for (const { run } of this.#readers.splice(0)) run();
    }
    for (const { live, inbounds, offender } of broken) await this.#salvage(live, inbounds, offender);
    this.#parts.rest();
  }

  async #preparedBatches(
    batches: readonly Batch[],
    facts: Map<string, Json | undefined>,
  ): Promise<readonly Batch[]> {
    const prepared = await this.#parts.preparation.forBatches(batches, ({ live, inbounds }, error) => {
      const { reason } = asRefusal(error);
      this.#parts.log.error({ error, document: live.name }, 'a step could not be prepared');
      for (const { sender, update } of inbounds) {
        sender.settle(update);
        sender.refuse(reason, live.name);
      }
    });
    for (const [key, value] of prepared.facts) facts.set(key, value);
    return prepared.batches;
  }

  async #preparedOrders(orders: readonly Order[], facts: Map<string, Json | undefined>): Promise<Order[]> {
    const prepare = async (order: Order): Promise<Order[]> => {
      try {
        for (const [key, value] of (await order.prepare()) ?? []) facts.set(key, value);
        return [order];
      } catch (error) {
        if (error instanceof JournalEndedError) throw error;
        order.fail(asRefusal(error));
        return [];
      }
    };
    return (await Promise.all(orders.map(prepare))).flat();
  }

  #execute(step: Step, order: Order): void {
    try {
      order.run(step);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      order.fail(error);
    }
  }

  #finish(step: Step, { inbounds }: Batch, postponed: readonly Inbound[]): void {
    for (const inbound of postponed) this.#debts.postpone(inbound);
    const waiting = new Set(postponed);
    const done = inbounds.filter((inbound) => !waiting.has(inbound));
    step.afterwards.push(() => {
      for (const { sender, update } of done) sender.settle(update);
    });
  }

  /** Nothing of this step was told to anybody. What memory holds is worthless now, and what the journal holds counts. */
  async #fail(error: unknown, orders: readonly Order[]): Promise<void> {
    const isStorage = error instanceof JournalEndedError;
    const reason = isStorage ? 'storage-failed' : 'internal';
    this.#parts.log.error(
      { error },
      isStorage ? 'a commit failed; the journal is opened again' : 'a step failed',
    );
    this.#inboxes.clear();
    this.#debts.clear();
    this.#parts.disperse(reason);
    const refusal = new RefusedError(reason);
    for (const order of orders) order.fail(refusal);
    if (isStorage) await this.#parts.committing.renew();
    // They would read documents and rooms that were thrown away.
    for (const { fail } of this.#readers.splice(0)) fail(refusal);
  }

  /** Back to the journal's state; everybody's updates but the offender's are taken once more. */
  async #salvage(
    live: LiveDocument,
    inbounds: readonly Inbound[],
    offender: Inbound | undefined,
  ): Promise<void> {
    try {
      await this.#parts.documents.reload(live);
    } catch (error) {
      this.#parts.log.error({ error, document: live.name }, 'a broken document could not be read again');
      for (const { sender } of inbounds) sender.refuse(asRefusal(error).reason, live.name);
      return;
    }
    for (const inbound of inbounds) {
      const { sender, update } = inbound;
      if (sender === offender?.sender) {
        sender.settle(update);
        sender.refuse('update-invalid', live.name);
      } else if (offender === undefined) {
        sender.settle(update);
        sender.refuse('internal', live.name);
      } else this.#deliver(inbound);
    }
  }
}
