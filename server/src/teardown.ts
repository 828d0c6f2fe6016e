type Close = () => unknown;

/** Closes what was opened, newest first, each once, and goes on past a failure. */
export class Teardown {
  readonly #steps: Close[] = [];

  add(close: Close): void {
    this.#steps.push(close);
  }

  /** @throws AggregateError of whatever could not be closed */
  async run(): Promise<void> {
    const errors: unknown[] = [];
    for (const close of this.#steps.splice(0).toReversed())
      try {
        await close();
      } catch (error) {
        errors.push(error);
      }
    if (errors.length > 0) throw new AggregateError(errors, 'Not everything could be closed.');
  }
}
