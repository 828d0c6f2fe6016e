/**
 * The Yjs client id that the relay writes under: one for each life of the process and, after a failed append, another.
 * A constant one would fork every replica once a backup is restored.
 */
export class ClientIds {
  readonly #random: () => number;
  #own: number;

  constructor(random: () => number = randomClientId) {
    this.#random = random;
    this.#own = random();
  }

  own(): number {
    return this.#own;
  }

  /** For a document where the relay's id happens to be a person's. */
  other(): number {
    return this.#random();
  }

  renew(): void {
    this.#own = this.#random();
  }
}

/** 32 bits, as Yjs has them. */
const randomClientId = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
