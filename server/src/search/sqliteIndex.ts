import { rmSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { StampedMessage } from '@skein/shared/api/schemas';
import type { RoomId } from '@skein/shared/ids';
import { SEARCH_ROOMS_NAMED, SEARCH_SCANNED, SEARCH_TOGETHER } from '@skein/shared/limits';
import {
  type Found,
  type IndexedMessage,
  IndexLostError,
  type MessageIndex,
  type Place,
  type Portion,
  type Question,
  type ReadableSpan,
} from './port.ts';
import { expressionOf, MARKS, tokensOf } from './tokens.ts';

/** Texts are cut by the Unicode tables of the runtime: with others, it is another index. */
const LAYOUT = `1, Unicode ${process.versions.unicode}`;

/**
 * Rows are numbered by arrival, so that the newest come first without sorting: the millisecond, and a number within it.
 * The numbers stay exact in JavaScript until the year 2109.
 */
const WITHIN_A_MILLISECOND = 2_048;

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
    message text not null
  ) strict;
  create unique index messages_of_room on messages (room, seq);
  create index messages_of_segment on messages (room, segment);
  create virtual table tokens using fts5(
    words, detail = column, prefix = '1 2 3', tokenize = "ascii tokenchars '${MARKS}'"
  );
  insert into tokens (tokens, rank) values ('secure-delete', 1);
`;

/** SQLITE_CORRUPT and SQLITE_NOTADB, whatever the rest of the code says. */
const isDamage = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && [11, 26].includes(Number(error.errcode) & 0xff);

interface Row {
  readonly id: number;
  readonly room: number;
  readonly segment: number;
  readonly seq: number;
  readonly message: string;
}

/** The index in one SQLite file of its own. What is deleted from it is not in the file any more. */
export class SqliteIndex implements MessageIndex {
  readonly #file: string;
  readonly #epoch: string;
  #sqlite: DatabaseSync;
  #statements = new Map<string, StatementSync>();

  /** @param epoch of the journal it is derived from; an index of another one is thrown away */
  constructor(file: string, epoch: string) {
    this.#file = file;
    this.#epoch = epoch;
    this.#sqlite = this.#open();
  }

  async put(portions: readonly Portion[]): Promise<void> {
    this.#guarded(() => {
      const forgot = this.#transaction(() => portions.filter((portion) => this.#put(portion)).length > 0);
      // The log beside the file would keep it until it is written over.
      if (forgot) this.#sqlite.exec('pragma wal_checkpoint(truncate)');
    });
  }

  async indexedSeq(room: RoomId): Promise<number> {
    return this.#guarded(() => this.#room(room)?.indexedSeq ?? 0);
  }

  async behind(
    rooms: readonly { readonly room: RoomId; readonly lastSeq: number }[],
  ): Promise<readonly RoomId[]> {
    return this.#guarded(() =>
      this.#transaction(() =>
        rooms.flatMap(({ room, lastSeq }) => {
          const known = this.#room(room);
          if (known && known.indexedSeq > lastSeq) this.#forgetRoom(known.number);
          return (known?.indexedSeq ?? 0) === lastSeq ? [] : [room];
        }),
      ),
    );
  }

  async outdated(segments: readonly (Place & { readonly edition: number })[]): Promise<readonly Place[]> {
    return this.#guarded(() =>
      segments.flatMap(({ room, index, edition }) => {
        const known = this.#room(room);
        if (known === undefined) return [];
        const held = this.#prepared('select edition from segments where room = ? and segment = ?').get(
          known.number,
          index,
        );
        return held?.['edition'] === edition ? [] : [{ room, index }];
      }),
    );
  }

  async find(question: Question, readable: readonly ReadableSpan[]): Promise<Found> {
    return this.#guarded(() => this.#find(question, readable));
  }

  async close(): Promise<void> {
    this.#statements.clear();
    this.#sqlite.close();
  }

  /** @returns whether something was taken out */
  #put({ room: id, segment, after, upTo, messages, edition }: Portion): boolean {
    const room = this.#numberOf('rooms', id);
    let forgot = false;
    for (const message of messages) {
      const known = this.#prepared('select id, message from messages where room = ? and seq = ?').get(
        room,
        message.answer.seq,
      ) as Pick<Row, 'id' | 'message'> | undefined;
      const text = JSON.stringify(message.answer);
      if (known?.message === text) continue;
      if (known) this.#remove(known.id);
      forgot ||= known !== undefined;
      this.#add(known?.id ?? this.#freeId(message.answer.at), room, segment, message, text);
    }
    if (edition !== undefined) {
      const seqs = new Set(messages.map(({ answer }) => answer.seq));
      const held = this.#prepared('select id, seq from messages where room = ? and segment = ?').all(
        room,
        segment,
      ) as unknown as Pick<Row, 'id' | 'seq'>[];
      for (const { id } of held.filter(({ seq }) => !seqs.has(seq) && seq <= upTo)) {
        this.#remove(id);
        forgot = true;
      }
      this.#prepared('insert or replace into segments (room, segment, edition) values (?, ?, ?)').run(
        room,
        segment,
        edition,
      );
    }
    this.#prepared('update rooms set indexedSeq = ? where number = ? and indexedSeq between ? and ?').run(
      upTo,
      room,
      after,
      upTo,
    );
    return forgot;
  }

  #add(id: number, room: number, segment: number, { answer, hasFile }: IndexedMessage, text: string): void {
    const author = this.#numberOf('people', answer.author);
    this.#prepared('insert into messages (id, room, segment, seq, message) values (?, ?, ?, ?, ?)').run(
      id,
      room,
      segment,
      answer.seq,
      text,
    );
    this.#prepared('insert into tokens (rowid, words) values (cast(? as integer), ?)').run(
      id,
      tokensOf(answer, { room, author, hasFile }),
    );
  }

  #remove(id: number): void {
    this.#prepared('delete from tokens where rowid = cast(? as integer)').run(id);
    this.#prepared('delete from messages where id = ?').run(id);
  }

  #forgetRoom(room: number): void {
    const held = this.#prepared('select id from messages where room = ?').all(room);
    for (const { id } of held) this.#remove(Number(id));
    this.#prepared('delete from segments where room = ?').run(room);
    this.#prepared('update rooms set indexedSeq = 0 where number = ?').run(room);
  }

  #freeId(at: number): number {
    const first = firstAt(at);
    const last = first + WITHIN_A_MILLISECOND - 1;
    const row = this.#prepared('select max(id) as id from messages where id between ? and ?').get(
      first,
      last,
    );
    const taken = row?.['id'];
    if (typeof taken !== 'number') return first;
    return taken === last ? this.#freeId(at + 1) : taken + 1;
  }

  #find({ text, author, before, after, has, limit }: Question, readable: readonly ReadableSpan[]): Found {
    const spans = new Map<number, { readonly id: RoomId; readonly spans: ReadableSpan[] }>();
    for (const span of readable) {
      const number = this.#room(span.room)?.number;
      if (number === undefined) continue;
      const known = spans.get(number);
      if (known) known.spans.push(span);
      else spans.set(number, { id: span.room, spans: [span] });
    }
    const by = author === undefined ? undefined : this.#known('people', author);
    if (spans.size === 0 || (author !== undefined && by === undefined)) return { found: [], more: false };
    const expression = expressionOf({
      ...(text === undefined ? {} : { text }),
      ...(has === undefined ? {} : { has }),
      ...(by === undefined ? {} : { author: by }),
      rooms: spans.size <= SEARCH_ROOMS_NAMED ? [...spans.keys()] : [],
    });
    if (expression === undefined) return { found: [], more: false };

    const found: Found['found'] = [];
    let scanned = 0;
    for (const row of this.#newest(expression, firstAt(after ?? 0), firstAt(before ?? FAR) - 1)) {
      if (++scanned > SEARCH_SCANNED) return { found, more: true };
      const room = spans.get(row.room);
      if (room === undefined || !room.spans.some((span) => covers(span, row.seq))) continue;
      const message = JSON.parse(row.message) as StampedMessage;
      // Whoever asks for those before the last one must not miss what arrived together with it.
      const isTogether = found.length < limit + SEARCH_TOGETHER && found.at(-1)?.message.at === message.at;
      if (found.length >= limit && !isTogether) return { found, more: true };
      found.push({ room: room.id, segment: row.segment, message });
    }
    return { found, more: false };
  }

  #newest(expression: string, from: number, to: number): Iterable<Row> {
    const rows =
      expression === ''
        ? this.#prepared(
            'select id, room, segment, seq, message from messages where id between ? and ? order by id desc',
          ).iterate(from, to)
        : this.#prepared(
            `select messages.id, room, segment, seq, message from tokens join messages on messages.id = tokens.rowid
             where tokens match ? and tokens.rowid >= ? and tokens.rowid <= ? order by tokens.rowid desc`,
          ).iterate(expression, from, to);
    return rows as Iterable<unknown> as Iterable<Row>;
  }

  #room(id: RoomId): { readonly number: number; readonly indexedSeq: number } | undefined {
    return this.#prepared('select number, indexedSeq from rooms where id = ?').get(id) as
      | { number: number; indexedSeq: number }
      | undefined;
  }

  #known(table: 'rooms' | 'people', id: string): number | undefined {
    return this.#prepared(`select number from ${table} where id = ?`).get(id)?.['number'] as
      | number
      | undefined;
  }

  #numberOf(table: 'rooms' | 'people', id: string): number {
    const known = this.#known(table, id);
    if (known !== undefined) return known;
    const insert =
      table === 'rooms'
        ? 'insert into rooms (id, indexedSeq) values (?, 0)'
        : 'insert into people (id) values (?)';
    return Number(this.#prepared(insert).run(id).lastInsertRowid);
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#sqlite.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #transaction<Result>(change: () => Result): Result {
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
  #guarded<Result>(act: () => Result): Result {
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

const covers = ({ joinedSeq, leftSeq }: ReadableSpan, seq: number): boolean =>
  joinedSeq <= seq && (leftSeq === null || seq <= leftSeq);

/** The end of the numbers there are. */
const FAR = Math.floor(Number.MAX_SAFE_INTEGER / WITHIN_A_MILLISECOND);

const firstAt = (at: number): number => Math.min(at, FAR) * WITHIN_A_MILLISECOND;
