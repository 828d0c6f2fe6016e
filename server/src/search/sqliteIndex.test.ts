import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StampedMessage } from '@skein/shared/api/schemas';
import type { RoomId } from '@skein/shared/ids';
import { SEARCH_ROOMS_NAMED, SEARCH_SCANNED, SEARCH_TOGETHER } from '@skein/shared/limits';
import * as fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../../test/temporaryFolder.ts';
import type { IndexedMessage, ReadableSpan } from './port.ts';
import { SqliteIndex } from './sqliteIndex.ts';

// Real files take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const ROOM = 'room' as RoomId;

const open = (place = join(temporaryFolder(), 'search.sqlite')): SqliteIndex => {
  const index = new SqliteIndex(place, 'a life');
  onTestFinished(() => index.close());
  return index;
};

const said = (seq: number, text: string, over: Partial<StampedMessage> = {}): IndexedMessage => ({
  answer: {
    id: `m${seq}`,
    seq,
    at: seq,
    author: 'alice',
    sentAt: 0,
    text,
    edited: false,
    retracted: false,
    ...over,
  },
  hasFile: false,
});

const spanOf = (room: RoomId, joinedSeq = 0, leftSeq: number | null = null): ReadableSpan => ({
  room,
  joinedSeq,
  leftSeq,
});

const put = (
  index: SqliteIndex,
  messages: readonly IndexedMessage[],
  room = ROOM,
  edition = 0,
): Promise<void> =>
  index.put([{ room, segment: 0, after: 0, upTo: messages.at(-1)?.answer.seq ?? 0, messages, edition }]);

test('whatever is put, changed and taken out, exactly what is there is found', async () => {
  const place = join(temporaryFolder(), 'search.sqlite');
  const words = fc.constantFrom('yarn', 'yard', 'wool', 'weave', '毛糸', '糸');
  const texts = fc.array(fc.option(fc.array(words, { minLength: 1, maxLength: 4 })), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 6 }), words, async (states, word) => {
      const index = new SqliteIndex(place, `${Math.random()}`);
      try {
        // Time and again the same segment reads differently; a retracted message is no longer there.
        for (const [edition, state] of states.entries())
          await put(
            index,
            state.flatMap((some, at) => (some === null ? [] : [said(at + 1, some.join(' '))])),
            ROOM,
            edition,
          );
        const there = (states.at(-1) ?? []).flatMap((some, at) => (some?.includes(word) ? [at + 1] : []));
        const { found } = await index.find({ text: word, limit: 100 }, [spanOf(ROOM)]);
        const foundSeqs = found.map(({ message }) => message.seq);
        expect(there.filter((seq) => !foundSeqs.includes(seq))).toEqual([]);
        expect(foundSeqs).toEqual(foundSeqs.toSorted((a, b) => b - a));
        for (const { message } of found) expect(message.text).toContain(word);
      } finally {
        await index.close();
      }
      const sqlite = new DatabaseSync(place);
      sqlite.exec("insert into tokens (tokens) values ('integrity-check')");
      sqlite.close();
    }),
    { numRuns: 60 },
  );
});

test('a room is contiguous up to what was put without a gap', async () => {
  const index = open();
  await put(index, [said(1, 'one'), said(2, 'two')]);
  await index.put([
    { room: ROOM, segment: 4, after: 10, upTo: 11, messages: [said(11, 'later')], edition: 1 },
  ]);
  expect(await index.indexedSeq(ROOM)).toBe(2);
  await index.put([{ room: ROOM, segment: 0, after: 2, upTo: 10, messages: [said(3, 'three')] }]);
  expect(await index.indexedSeq(ROOM)).toBe(10);
  expect((await index.find({ text: 'later', limit: 5 }, [spanOf(ROOM)])).found).toHaveLength(1);
});

test('a room of which there is more than was ever said is indexed again', async () => {
  const index = open();
  await put(index, [said(1, 'one'), said(2, 'two')]);
  expect(await index.behind([{ room: ROOM, lastSeq: 2 }])).toEqual([]);
  expect(await index.behind([{ room: ROOM, lastSeq: 1 }])).toEqual([ROOM]);
  expect((await index.find({ text: 'two', limit: 5 }, [spanOf(ROOM)])).found).toEqual([]);
});

test('whoever is in many conversations finds in theirs and in no other', async () => {
  const index = open();
  const rooms = Array.from({ length: SEARCH_ROOMS_NAMED + 2 }, (_, number) => `room${number}` as RoomId);
  for (const [number, room] of rooms.entries()) await put(index, [said(1, `yarn ${number}`)], room);
  for (const count of [SEARCH_ROOMS_NAMED, SEARCH_ROOMS_NAMED + 1]) {
    const mine = rooms.slice(0, count);
    const { found } = await index.find(
      { text: 'yarn', limit: 100 },
      mine.map((room) => spanOf(room)),
    );
    expect(found.map(({ room }) => room).toSorted()).toEqual(mine.toSorted());
    expect(
      await index.find(
        { limit: 1_000 },
        mine.map((room) => spanOf(room)),
      ),
    ).toMatchObject({
      found: { length: count },
      more: false,
    });
  }
});

test('more messages in one millisecond than there are numbers for it keep their order', async () => {
  const index = open();
  await put(
    index,
    Array.from({ length: 5_000 }, (_, at) => said(at + 1, 'at once', { at: 7 })),
  );
  const { found, more } = await index.find({ text: 'once', limit: 5_000 }, [spanOf(ROOM)]);
  expect(more).toBe(false);
  expect(found.map(({ message }) => message.seq)).toEqual(
    Array.from({ length: 5_000 }, (_, at) => 5_000 - at),
  );
});

test('a search that looks at too much ends, and says that there is more', async () => {
  const index = open();
  const others = 'others' as RoomId;
  const portion = 20_000;
  for (let after = 0; after < SEARCH_SCANNED; after += portion)
    await index.put([
      {
        room: others,
        segment: 0,
        after,
        upTo: after + portion,
        messages: Array.from({ length: portion }, (_, at) =>
          said(after + at + 1, 'yarn', { at: 10 + after + at }),
        ),
      },
    ]);
  await put(index, [said(1, 'yarn of mine', { at: 1 })]);
  // Too many to be named, so that all are looked at.
  const many = Array.from({ length: SEARCH_ROOMS_NAMED }, (_, number) => `room${number}` as RoomId);
  for (const room of many) await put(index, [said(1, 'wool', { at: 2 })], room);
  const mine = [ROOM, ...many].map((room) => spanOf(room));
  expect(await index.find({ text: 'yarn', limit: 5 }, mine)).toEqual({ found: [], more: true });
  expect(await index.find({ text: 'yarn', before: 10, limit: 5 }, mine)).toMatchObject({
    found: [{ message: { text: 'yarn of mine' } }],
    more: false,
  });
});

test('what arrived together is given together, up to a bound', async () => {
  const index = open();
  const together = (count: number): IndexedMessage[] =>
    Array.from({ length: count }, (_, at) => said(at + 1, 'at once', { at: 7 }));
  await put(index, together(SEARCH_TOGETHER + 1));
  const search = () => index.find({ text: 'once', limit: 1 }, [spanOf(ROOM)]);
  expect(await search()).toMatchObject({ found: { length: SEARCH_TOGETHER + 1 }, more: false });
  await put(index, together(SEARCH_TOGETHER + 2), ROOM, 1);
  expect(await search()).toMatchObject({ found: { length: SEARCH_TOGETHER + 1 }, more: true });
});
