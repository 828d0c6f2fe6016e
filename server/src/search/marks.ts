/** What is to be done for whatever was marked: once, however often it was marked until its turn. */
export class Marks<Value> {
  readonly #keyOf: (value: Value) => string;
  readonly #work: (values: readonly Value[]) => Promise<readonly Value[]>;
  readonly #marked = new Map<string, Value>();
  #running: Promise<void> | undefined;

  /** @param work never rejects; returns those that have to be done once more */
  constructor(
    keyOf: (value: Value) => string,
    work: (values: readonly Value[]) => Promise<readonly Value[]>,
  ) {
    this.#keyOf = keyOf;
    this.#work = work;
  }

  mark(value: Value): void {
    this.#marked.set(this.#keyOf(value), value);
  }

  /** All that was marked before this call is done, or was tried. */
  async done(): Promise<void> {
    // What runs may have begun before.
    await this.#running;
    if (this.#marked.size > 0) await this.run();
  }

  run(): Promise<void> {
    this.#running ??= this.#workOff().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #workOff(): Promise<void> {
    const taken = [...this.#marked.values()];
    this.#marked.clear();
    for (const value of await this.#work(taken)) {
      const key = this.#keyOf(value);
      if (!this.#marked.has(key)) this.#marked.set(key, value);
    }
  }
}
