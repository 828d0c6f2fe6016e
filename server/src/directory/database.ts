import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, type SqliteDatabase } from 'kysely';
import { DirectoryTooNewError, migrate } from './migrations.ts';
import type { Schema } from './schema.ts';
import { TurnsDialect } from './turns.ts';

export type Database = Kysely<Schema>;

/** A retry does not help before the operator did something about it. */
export class DirectoryUnavailableError extends Error {
  override readonly name = 'DirectoryUnavailableError';
}

/**
 * The directory in one SQLite file, which is made when it is not there; `destroy()` closes it.
 * @throws DirectoryTooNewError, DirectoryUnavailableError
 */
export const openDatabase = (file: string): Database => {
  let sqlite: DatabaseSync | undefined;
  try {
    sqlite = new DatabaseSync(file);
    sqlite.exec(
      'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma secure_delete = on',
    );
    migrate(sqlite);
    return new Kysely<Schema>({ dialect: new TurnsDialect({ database: forKysely(sqlite) }) });
  } catch (error) {
    sqlite?.close();
    if (error instanceof DirectoryTooNewError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new DirectoryUnavailableError(`The directory in ${file} cannot be opened: ${why}.`, {
      cause: error,
    });
  }
};

/** Kysely speaks to better-sqlite3; node:sqlite differs in how parameters are given and rows are announced. */
const forKysely = (sqlite: DatabaseSync): SqliteDatabase => {
  const prepared = new Map<string, ReturnType<SqliteDatabase['prepare']>>();
  const prepare = (sql: string): ReturnType<SqliteDatabase['prepare']> => {
    const statement = sqlite.prepare(sql);
    return {
      reader: statement.columns().length > 0,
      // Rows without a prototype are no plain objects to Yjs, which some of them end up in.
      all: (parameters) => statement.all(...(parameters as SQLInputValue[])).map((row) => ({ ...row })),
      run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
      // Somebody else may use the statement before this is read to its end.
      iterate: (parameters) => sqlite.prepare(sql).iterate(...(parameters as SQLInputValue[])),
    };
  };
  return {
    close: () => sqlite.close(),
    prepare: (sql) => {
      const known = prepared.get(sql);
      if (known) return known;
      // The same few hundred queries come again and again; a list of values makes one for each length.
      if (prepared.size >= PREPARED_STATEMENTS) prepared.clear();
      const statement = prepare(sql);
      prepared.set(sql, statement);
      return statement;
    },
  };
};

const PREPARED_STATEMENTS = 1_000;
