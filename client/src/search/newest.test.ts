import type { DocumentName } from '@skein/shared/documents';
import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import { hasLink } from '@skein/shared/search/links';
import { indexTerms, queryTerms } from '@skein/shared/search/terms';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isQuery, newestMatches } from './newest.ts';
import type { MessageQuery, SearchableMessage } from './port.ts';
import { indexSegment } from './segmentIndex.ts';

const room = 'tea' as RoomId;
let made = 0;
const said = (text: string, at: number, author = 'alice', hasFile = false): SearchableMessage => {
  made += 1;
  return { id: `m${made}` as MessageId, author: author as UserId, at, text, hasFile };
};
const segment = (messages: readonly SearchableMessage[], index = 0, of = room) =>
  indexSegment({ document: `room/${of}/${index}` as DocumentName, room: of, version: '', messages });
const ids = (segments: readonly ReturnType<typeof segment>[], query: MessageQuery, limit = 50) =>
  newestMatches(segments, query, limit).map(({ id }) => id);

describe('what is found', () => {
  it('comes newest first, over segments of any conversation', () => {
    const [old, late, between] = [said('tea', 1), said('tea', 9), said('tea', 5)];
    const segments = [segment([late, old]), segment([between], 0, 'coffee' as RoomId)];
    expect(ids(segments, { text: 'tea' })).toEqual([late.id, between.id, old.id]);
  });

  it('is one more than asked for when there is more', () => {
    const messages = Array.from({ length: 9 }, (_, at) => said('tea', at));
    const segments = [segment(messages.slice(0, 5)), segment(messages.slice(5), 1)];
    expect(ids(segments, { text: 'tea' }, 3)).toEqual([8, 7, 6, 5].map((at) => messages[at]?.id));
  });

  it('is narrowed by person, conversation, time, links and files, with words or without', () => {
    const link = said('tea at https://tea.example', 2, 'bob');
    const file = said('tea list', 3, 'bob', true);
    const other = said('tea', 4);
    const segments = [segment([link, file]), segment([other], 0, 'coffee' as RoomId)];
    const bob = 'bob' as UserId;
    expect(ids(segments, { text: 'tea', author: bob })).toEqual([file.id, link.id]);
    expect(ids(segments, { text: '', author: bob, has: 'link' })).toEqual([link.id]);
    expect(ids(segments, { text: '', has: 'file' })).toEqual([file.id]);
    expect(ids(segments, { text: 'te', room })).toEqual([file.id, link.id]);
    expect(ids(segments, { text: 'tea', after: 3 })).toEqual([other.id, file.id]);
    expect(ids(segments, { text: 'tea', before: 3 })).toEqual([link.id]);
    expect(ids(segments, { text: 'tea', author: 'carol' as UserId })).toEqual([]);
  });

  it('is nothing for nothing', () => {
    const segments = [segment([said('tea?!', 1)])];
    expect(ids(segments, { text: '  ' })).toEqual([]);
    expect(ids(segments, { text: '?!', room })).toEqual([]);
    expect(isQuery({ text: '' })).toBe(false);
    expect(isQuery({ text: '', room })).toBe(true);
  });

  it('is what comparing every message finds', () => {
    const word = fc.constantFrom(
      'tea',
      'teas',
      'teapot',
      'running',
      'run',
      'café',
      'Cafe',
      '明天的会议',
      '会议',
      'x',
    );
    const text = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
    const message = fc.record({
      text,
      at: fc.nat(20),
      author: fc.constantFrom('alice', 'bob'),
      file: fc.boolean(),
    });
    const query = fc.record(
      {
        text: fc.oneof(
          fc.constant(''),
          text,
          word.map((whole) => whole.slice(0, 2)),
        ),
        author: fc.constantFrom('alice' as UserId, 'bob' as UserId),
        after: fc.nat(20),
        before: fc.nat(20),
        has: fc.constantFrom('link' as const, 'file' as const),
      },
      { requiredKeys: ['text'] },
    );
    const matches = (
      asked: MessageQuery,
      { text: held, at, author, hasFile }: SearchableMessage,
    ): boolean => {
      const terms = indexTerms(held);
      return (
        queryTerms(asked.text).every(({ prefix, stem }) =>
          terms.some((term) => term.startsWith(prefix) || term === stem),
        ) &&
        (asked.author ?? author) === author &&
        at >= (asked.after ?? 0) &&
        at < (asked.before ?? 99) &&
        (asked.has !== 'link' || hasLink(held)) &&
        (asked.has !== 'file' || hasFile)
      );
    };
    fc.assert(
      fc.property(fc.array(fc.array(message, { maxLength: 12 }), { maxLength: 5 }), query, (held, asked) => {
        const chains = held.map((part) =>
          part.map(({ text: t, at, author, file }) => said(t, at, author, file)),
        );
        const segments = chains.map((messages, index) => segment(messages, index));
        const expected = isQuery(asked) ? chains.flat().filter((each) => matches(asked, each)) : [];
        const found = newestMatches(segments, asked, 100);
        expect(found.map(({ id }) => id).toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
        expect(found.map(({ at }) => at)).toEqual(expected.map(({ at }) => at).toSorted((a, b) => b - a));
        const few = newestMatches(segments, asked, 2);
        expect(few.map(({ at }) => at)).toEqual(found.slice(0, 3).map(({ at }) => at));
      }),
      { numRuns: 500 },
    );
  });
});
