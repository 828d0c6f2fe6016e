/** A database that is opened again whenever the browser closed it of its own accord: what it held may be gone then. */
export class Reopening<Database> {
  readonly #open: (closed: () => void) => Promise<Database>;
  readonly #reopened: () => void;
  #database: Promise<Database>;

  /** `reopened` is told before anybody else gets at the new one. */
  constructor(open: (closed: () => void) => Promise<Database>, reopened: () => void) {
    this.#open = open;
    this.#reopened = reopened;
    this.#database = heard(this.#openNow());
  }

  get(): Promise<Database> {
    return this.#database;
  }

  #openNow(): Promise<Database> {
    return this.#open(() => {
      // While it throws databases away, a browser closes what is just being opened with them.
      this.#database = heard(this.#openNow().catch(() => this.#openNow()));
      this.#reopened();
    });
  }
}

/** Whoever asks for something hears why it did not open. */
const heard = <Database>(database: Promise<Database>): Promise<Database> => {
  database.catch(() => undefined);
  return database;
};
