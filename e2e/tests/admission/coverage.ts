import { Session } from 'node:inspector/promises';

/** Which branches of some files are taken, counted by V8 itself. */
export class Coverage {
  readonly #session = new Session();
  readonly #isMeant: (url: string) => boolean;

  /** @param isMeant by the address of a script */
  constructor(isMeant: (url: string) => boolean) {
    this.#isMeant = isMeant;
  }

  async start(): Promise<void> {
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    await this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Those that were taken since this was asked last. */
  async taken(): Promise<string[]> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    return result
      .filter(({ url }) => this.#isMeant(url))
      .flatMap(({ url, functions }) =>
        functions
          .flatMap(({ ranges }) => ranges)
          .filter(({ count }) => count > 0)
          .map(({ startOffset, endOffset }) => `${url}:${startOffset}:${endOffset}`),
      );
  }

  async stop(): Promise<void> {
    await this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }
}
