import {
  type DatabaseConnection,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely';

/**
 * SQLite has one connection, and who uses it has it alone, for a query or a transaction. Kysely wakes everybody who
 * waits for it each time it is free, which costs the square of their number: when a conversation of hundreds goes on in
 * its next segment, all of them ask at once. Here they take turns.
 */
export class TurnsDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): SqliteDriver {
    return new TurnsDriver(this.#config);
  }

  override createAdapter(): SqliteAdapter {
    return new TurnsAdapter();
  }
}

class TurnsDriver extends SqliteDriver {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  override async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
    return await super.acquireConnection();
  }

  override async releaseConnection(): Promise<void> {
    await super.releaseConnection();
    const next = this.#waiting.shift();
    if (next) next();
    else this.#isTaken = false;
  }
}

class TurnsAdapter extends SqliteAdapter {
  /** Said of the driver, which can be asked for many: or Kysely would let in one at a time by itself. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}
