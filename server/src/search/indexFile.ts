import { rmSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { IndexLostError } from './port.ts';
import { MARKS } from './tokens.ts';

/** Texts are cut by the Unicode tables of the runtime: with others, it is another index. */
const LAYOUT = `2, Unicode ${process.versions.unicode}`;

/** With `detail = none`, secure deletion damages the lists of SQLite 3.53: rows that stay are not found any more. */
const TABLES = `
  create table about (key text primary key, value text not null) strict;
  create table rooms (number integer primary key, id text not null unique, indexedSeq integer not null) strict;
  create table people (number integer primary key, id text not null unique) strict;
  create table segments (
    room integer not null, segment integer not null, edition integer not null, primary key (room, segment)
  ) strict, without rowid;
  create table messages (
    id integer primary key, room integer not null, segment integer not null, seq integer not null,
    author integer not null, message text not null
  ) strict;
  create unique index messages_of_room on messages (room, segment, seq);
  create virtual table tokens using fts5(
    words, detail = column, columnsize = 0, prefix = '1 2 3', tokenize = "ascii tokenchars '${MARKS}'"
  );
  insert into tokens (tokens, rank) values ('secure-delete', 1);
`;

/** SQLITE_CORRUPT and SQLITE_NOTADB, whatever the rest of the code says. */
const isDamage = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && [11, 26].includes(Number(error.errcode) & 0xff);

/** The SQLite file of an index: what is damaged, of another layout or of another journal makes place for an empty one. */
export class IndexFile {
  readonly #file: string;
  readonly #epoch: string;
  #sqlite: DatabaseSync;
  #statements = new Map<string, StatementSync>();

  /** @param epoch of the journal it is derived from */
  constructor(file: string, epoch: string) {
    this.#file = file;
    this.#epoch = epoch;
    this.#sqlite = this.#open();
  }

  prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#sqlite.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** All of it or nothing. */
  transaction<Result>(change: () => Result): Result {
    this.#sqlite.exec('begin immediate');
    try {
      const result = change();
      this.#sqlite.exec('commit');
      return result;
    } catch (error) {
      if (this.#sqlite.isTransaction) this.#sqlite.exec('rollback');
      throw error;
    }
  }

  /** A damaged file makes place for an empty one at once. @throws IndexLostError */
  guarded<Result>(act: () => Result): Result {
    try {
      return act();
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#statements = new Map();
      this.#sqlite.close();
      this.#sqlite = this.#afresh();
      throw new IndexLostError('The index was damaged and begins again.', { cause: error });
    }
  }

  /** The log beside the file would keep what was deleted until it is written over. */
  forgetLog(): void {
    this.#sqlite.exec('pragma wal_checkpoint(truncate)');
  }

  close(): void {
    this.#statements.clear();
    this.#sqlite.close();
  }

  #open(): DatabaseSync {
    let sqlite: DatabaseSync | undefined;
    try {
      sqlite = connect(this.#file);
      if (isOf(sqlite, this.#epoch)) return sqlite;
    } catch (error) {
      if (!isDamage(error)) {
        sqlite?.close();
        throw error;
      }
    }
    sqlite?.close();
    return this.#afresh();
  }

  #afresh(): DatabaseSync {
    for (const end of ['', '-wal', '-shm']) rmSync(this.#file + end, { force: true });
    const sqlite = connect(this.#file);
    sqlite.exec(`begin; ${TABLES} commit`);
    const tell = sqlite.prepare('insert into about (key, value) values (?, ?)');
    tell.run('layout', LAYOUT);
    tell.run('epoch', this.#epoch);
    return sqlite;
  }
}

const connect = (file: string): DatabaseSync => {
  const sqlite = new DatabaseSync(file);
  // What a power cut takes of it is indexed again.
  sqlite.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma secure_delete = on');
  return sqlite;
};

const isOf = (sqlite: DatabaseSync, epoch: string): boolean => {
  if (sqlite.prepare("select 1 from sqlite_master where name = 'about'").get() === undefined) return false;
  const about = sqlite.prepare('select value from about order by key desc').all();
  return about[0]?.['value'] === LAYOUT && about[1]?.['value'] === epoch;
};
