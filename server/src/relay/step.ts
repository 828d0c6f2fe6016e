import type { DocumentName } from '@skein/shared/documents';
import type { Json } from '../journal/port.ts';
import type { RelayEvent } from './contract.ts';
import type { LiveDocument } from './liveDocument.ts';
import type { Room } from './registry.ts';

/** Something to do in another document, once the changes it follows from stand. */
export type Errand = (step: Step) => void;

/**
 * What one step does: documents it changes, and all that is committed and told with them. An attempt is the part of one
 * document, which can be dropped alone; its errands are run when the step takes it over.
 */
export class Step {
  /** Arrival of everything in this step, milliseconds since 1970. */
  readonly now: number;
  readonly facts = new Map<string, Json | undefined>();
  readonly events: RelayEvent[] = [];
  readonly compactions = new Set<DocumentName>();
  readonly touched = new Set<LiveDocument>();
  /** Whose chain has moved; committed and told once, however far. */
  readonly moved = new Set<Room>();
  /** What to tell whom, after the commit. */
  readonly afterwards: (() => void)[] = [];
  readonly #openings: Errand[] = [];
  readonly #errands: Errand[] = [];
  /** Facts from before: read in advance, because a step cannot wait. */
  readonly #before: (key: string) => Json | undefined;
  readonly #isAttempt: boolean;

  constructor(now: number, before: (key: string) => Json | undefined, isAttempt = false) {
    this.now = now;
    this.#before = before;
    this.#isAttempt = isAttempt;
  }

  fact(key: string): Json | undefined {
    return this.facts.has(key) ? this.facts.get(key) : this.#before(key);
  }

  later(errand: Errand): void {
    if (this.#isAttempt) this.#errands.push(errand);
    else errand(this);
  }

  /** Makes a document that errands may go to, also those that were given before. */
  opens(opening: Errand): void {
    if (this.#isAttempt) this.#openings.push(opening);
    else opening(this);
  }

  attempt(): Step {
    return new Step(this.now, (key) => this.fact(key), true);
  }

  /** @param together runs errands as one change of the document that most of them go to */
  absorb(attempt: Step, together: (errands: () => void) => void = (errands) => errands()): void {
    for (const [key, value] of attempt.facts) this.facts.set(key, value);
    this.events.push(...attempt.events);
    for (const name of attempt.compactions) this.compactions.add(name);
    for (const document of attempt.touched) this.touched.add(document);
    for (const room of attempt.moved) this.moved.add(room);
    this.afterwards.push(...attempt.afterwards);
    for (const opening of attempt.#openings) opening(this);
    const errands = attempt.#errands;
    if (errands.length > 0)
      together(() => {
        for (const errand of errands) errand(this);
      });
  }
}
