/** What is to be done for whatever was marked: once, however often it was marked until its turn. */
export class Marks<Value> {
  readonly #work: (value: Value) => Promise<boolean>;
  readonly #marked = new Map<string, Value>();
  #running: Promise<void> | undefined;

  /** @param work never rejects; false marks it once more */
  constructor(work: (value: Value) => Promise<boolean>) {
    this.#work = work;
  }

  mark(key: string, value: Value): void {
    this.#marked.set(key, value);
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
    const taken = [...this.#marked];
    this.#marked.clear();
    for (const [key, value] of taken)
      if (!(await this.#work(value)) && !this.#marked.has(key)) this.#marked.set(key, value);
  }
}
