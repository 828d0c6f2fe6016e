import type { RoomId } from '@skein/shared/ids';
import { SEARCH_ROOMS_NAMED, SEARCH_SCANNED, SEARCH_TOGETHER } from '@skein/shared/limits';
import type { Found, IndexedMessage, MessageIndex, Place, Portion, Question, ReadableSpan } from './port.ts';
import { IndexFile } from './indexFile.ts';
import { fromStored, toStored } from './storedMessage.ts';
import { expressionOf, tokensOf } from './tokens.ts';

/**
 * Rows are numbered by arrival, so that the newest come first without sorting: the millisecond, and a number within it.
 * The numbers stay exact in JavaScript until the year 2109.
 */
const WITHIN_A_MILLISECOND = 2_048;

interface Row {
  readonly id: number;
  readonly room: number;
  readonly segment: number;
  readonly seq: number;
  readonly author: string;
  readonly message: string;
}

/** The index in one SQLite file of its own. What is deleted from it is not in the file any more. */
export class SqliteIndex implements MessageIndex {
  readonly #file: IndexFile;

  /** @param epoch of the journal it is derived from; an index of another one is thrown away */
  constructor(file: string, epoch: string) {
    this.#file = new IndexFile(file, epoch);
  }

  async put(portions: readonly Portion[]): Promise<void> {
    this.#file.guarded(() => {
      const forgot = this.#file.transaction(
        () => portions.filter((portion) => this.#put(portion)).length > 0,
      );
      if (forgot) this.#file.forgetLog();
    });
  }

  async indexedSeq(room: RoomId): Promise<number> {
    return this.#file.guarded(() => this.#room(room)?.indexedSeq ?? 0);
  }

  async behind(
    rooms: readonly { readonly room: RoomId; readonly lastSeq: number }[],
  ): Promise<readonly RoomId[]> {
    return this.#file.guarded(() =>
      this.#file.transaction(() =>
        rooms.flatMap(({ room, lastSeq }) => {
          const known = this.#room(room);
          if (known && known.indexedSeq > lastSeq) this.#forgetRoom(known.number);
          return (known?.indexedSeq ?? 0) === lastSeq ? [] : [room];
        }),
      ),
    );
  }

  async outdated(segments: readonly (Place & { readonly edition: number })[]): Promise<readonly Place[]> {
    return this.#file.guarded(() =>
      segments.flatMap(({ room, index, edition }) => {
        const known = this.#room(room);
        if (known === undefined) return [];
        const held = this.#file
          .prepared('select edition from segments where room = ? and segment = ?')
          .get(known.number, index);
        return held?.['edition'] === edition ? [] : [{ room, index }];
      }),
    );
  }

  async find(question: Question, readable: readonly ReadableSpan[]): Promise<Found> {
    return this.#file.guarded(() => this.#find(question, readable));
  }

  async close(): Promise<void> {
    this.#file.close();
  }

  /** @returns whether something was taken out */
  #put({ room: id, segment, after, upTo, messages, edition }: Portion): boolean {
    const room = this.#numberOf('rooms', id);
    let forgot = false;
    for (const message of messages) {
      const known = this.#file
        .prepared('select id, message from messages where room = ? and segment = ? and seq = ?')
        .get(room, segment, message.answer.seq) as Pick<Row, 'id' | 'message'> | undefined;
      const stored = toStored(message.answer);
      if (known?.message === stored) continue;
      if (known) this.#remove(known.id);
      forgot ||= known !== undefined;
      this.#add(known?.id ?? this.#freeId(message.answer.at), room, segment, message, stored);
    }
    if (edition !== undefined) {
      const seqs = new Set(messages.map(({ answer }) => answer.seq));
      const held = this.#file
        .prepared('select id, seq from messages where room = ? and segment = ?')
        .all(room, segment) as unknown as Pick<Row, 'id' | 'seq'>[];
      for (const { id } of held.filter(({ seq }) => !seqs.has(seq) && seq <= upTo)) {
        this.#remove(id);
        forgot = true;
      }
      this.#file
        .prepared('insert or replace into segments (room, segment, edition) values (?, ?, ?)')
        .run(room, segment, edition);
    }
    this.#file
      .prepared('update rooms set indexedSeq = ? where number = ? and indexedSeq between ? and ?')
      .run(upTo, room, after, upTo);
    return forgot;
  }

  #add(id: number, room: number, segment: number, { answer, hasFile }: IndexedMessage, stored: string): void {
    const author = this.#numberOf('people', answer.author);
    this.#file
      .prepared('insert into messages (id, room, segment, seq, author, message) values (?, ?, ?, ?, ?, ?)')
      .run(id, room, segment, answer.seq, author, stored);
    this.#file
      .prepared('insert into tokens (rowid, words) values (cast(? as integer), ?)')
      .run(id, tokensOf(answer, { room, author, hasFile }));
  }

  #remove(id: number): void {
    this.#file.prepared('delete from tokens where rowid = cast(? as integer)').run(id);
    this.#file.prepared('delete from messages where id = ?').run(id);
  }

  #forgetRoom(room: number): void {
    const held = this.#file.prepared('select id from messages where room = ?').all(room);
    for (const { id } of held) this.#remove(Number(id));
    this.#file.prepared('delete from segments where room = ?').run(room);
    this.#file.prepared('update rooms set indexedSeq = 0 where number = ?').run(room);
  }

  #freeId(at: number): number {
    const first = firstAt(at);
    const last = first + WITHIN_A_MILLISECOND - 1;
    const row = this.#file
      .prepared('select max(id) as id from messages where id between ? and ?')
      .get(first, last);
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
      const message = fromStored(row.message, { seq: row.seq, author: row.author });
      // Whoever asks for those before the last one must not miss what arrived together with it.
      const isTogether = found.length < limit + SEARCH_TOGETHER && found.at(-1)?.message.at === message.at;
      if (found.length >= limit && !isTogether) return { found, more: true };
      found.push({ room: room.id, segment: row.segment, message });
    }
    return { found, more: false };
  }

  #newest(expression: string, from: number, to: number): Iterable<Row> {
    const columns = 'messages.id, room, segment, seq, people.id as author, message';
    const rows =
      expression === ''
        ? this.#file
            .prepared(
              `select ${columns} from messages join people on people.number = messages.author
             where messages.id between ? and ? order by messages.id desc`,
            )
            .iterate(from, to)
        : this.#file
            .prepared(
              `select ${columns} from tokens join messages on messages.id = tokens.rowid
             join people on people.number = messages.author
             where tokens match ? and tokens.rowid >= ? and tokens.rowid <= ? order by tokens.rowid desc`,
            )
            .iterate(expression, from, to);
    return rows as Iterable<unknown> as Iterable<Row>;
  }

  #room(id: RoomId): { readonly number: number; readonly indexedSeq: number } | undefined {
    return this.#file.prepared('select number, indexedSeq from rooms where id = ?').get(id) as
      | { number: number; indexedSeq: number }
      | undefined;
  }

  #known(table: 'rooms' | 'people', id: string): number | undefined {
    return this.#file.prepared(`select number from ${table} where id = ?`).get(id)?.['number'] as
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
    return Number(this.#file.prepared(insert).run(id).lastInsertRowid);
  }
}

const covers = ({ joinedSeq, leftSeq }: ReadableSpan, seq: number): boolean =>
  joinedSeq <= seq && (leftSeq === null || seq <= leftSeq);

/** The end of the numbers there are. */
const FAR = Math.floor(Number.MAX_SAFE_INTEGER / WITHIN_A_MILLISECOND);

const firstAt = (at: number): number => Math.min(at, FAR) * WITHIN_A_MILLISECOND;
