import type { DocumentName } from '@skein/shared/documents';
import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import { hasLink } from '@skein/shared/search/links';
import type { QueryTerm } from '@skein/shared/search/terms';
import type { MessageQuery, SegmentContent } from './port.ts';
import { havingAll, type Postings, postingsOf } from './postings.ts';

const HAS_LINK = 1;
const HAS_FILE = 2;

/** One segment, ready to be searched; messages have numbers, oldest first. */
export interface SegmentIndex {
  readonly document: DocumentName;
  readonly room: RoomId;
  readonly postings: Postings;
  readonly ids: readonly MessageId[];
  readonly times: Float64Array;
  /** Everybody who wrote here, and who of them wrote which message. */
  readonly authors: readonly UserId[];
  readonly authorOf: Uint16Array;
  readonly has: Uint8Array;
}

export const indexSegment = ({ document, room, messages }: SegmentContent): SegmentIndex => {
  const inOrder = messages.toSorted((a, b) => a.at - b.at);
  const authors = [...new Set(inOrder.map(({ author }) => author))];
  const numberOf = new Map(authors.map((author, number) => [author, number]));
  return {
    document,
    room,
    postings: postingsOf(inOrder.map(({ text }) => text)),
    ids: inOrder.map(({ id }) => id),
    times: Float64Array.from(inOrder, ({ at }) => at),
    authors,
    authorOf: Uint16Array.from(inOrder, ({ author }) => numberOf.get(author) ?? 0),
    has: Uint8Array.from(
      inOrder,
      ({ text, hasFile }) => (hasLink(text) ? HAS_LINK : 0) | (hasFile ? HAS_FILE : 0),
    ),
  };
};

export const newestTime = ({ times }: SegmentIndex): number => times.at(-1) ?? Number.NEGATIVE_INFINITY;

type Narrowing = Omit<MessageQuery, 'text'>;

/**
 * Numbers of the messages that match, newest first. A query without terms is one that only narrows.
 *
 * @param after only what is newer; at most `limit` of them
 */
export const searchSegment = (
  index: SegmentIndex,
  terms: readonly QueryTerm[],
  narrowing: Narrowing,
  limit: number,
): readonly number[] => {
  const { times, authors, authorOf, has } = index;
  if (narrowing.room !== undefined && narrowing.room !== index.room) return [];
  const author = narrowing.author === undefined ? -1 : authors.indexOf(narrowing.author);
  if (narrowing.author !== undefined && author < 0) return [];
  const needed = narrowing.has === undefined ? 0 : narrowing.has === 'link' ? HAS_LINK : HAS_FILE;
  const { after = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY } = narrowing;
  const matches = terms.length === 0 ? () => true : havingAll(index.postings, terms, times.length);
  const found: number[] = [];
  for (let number = times.length - 1; number >= 0 && found.length < limit; number--) {
    const at = times[number] ?? 0;
    if (at < after) break;
    if (at >= before || !matches(number)) continue;
    if (author >= 0 && authorOf[number] !== author) continue;
    if (((has[number] ?? 0) & needed) === needed) found.push(number);
  }
  return found;
};
