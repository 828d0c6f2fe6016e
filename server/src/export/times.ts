/** Times on pages, in the time zone of whoever asked for them. */
export class Times {
  readonly #day: Intl.DateTimeFormat;
  readonly #clock: Intl.DateTimeFormat;
  readonly #zone: string;

  constructor(timeZone = 'UTC') {
    this.#day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone });
    this.#clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone });
    this.#zone = timeZone;
  }

  get zone(): string {
    return this.#zone;
  }

  day(at: number): string {
    return this.#day.format(at);
  }

  clock(at: number): string {
    return this.#clock.format(at);
  }
}
