import { CONNECTIONS_PER_ADDRESS, CONNECTIONS_PER_PERSON } from '@skein/shared/limits';

/** How many sockets there are of one person or from one address. */
export class Counts {
  readonly #limit: number;
  readonly #counts = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @returns what gives the place back; undefined when there are too many already */
  take(key: string): (() => void) | undefined {
    const count = this.#counts.get(key) ?? 0;
    if (count >= this.#limit) return undefined;
    this.#counts.set(key, count + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const rest = (this.#counts.get(key) ?? 1) - 1;
      if (rest > 0) this.#counts.set(key, rest);
      else this.#counts.delete(key);
    };
  }
}

export const personCounts = (): Counts => new Counts(CONNECTIONS_PER_PERSON);
export const addressCounts = (): Counts => new Counts(CONNECTIONS_PER_ADDRESS);
