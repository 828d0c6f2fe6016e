import type { StampedMessage } from '@skein/shared/api/schemas';
import { hasLink } from '@skein/shared/search/links';
import { indexTerms, queryTerms } from '@skein/shared/search/terms';
import type { Question } from './port.ts';

/**
 * What a message is found by is one list of tokens: its terms, and tokens that no text can hold for the room, the author
 * and the rest. So every question is one conjunction, which FTS5 answers from its lists.
 */

/** Characters that stand in no term. */
export const MARKS = '#@+';

const roomToken = (room: number): string => `#${room}`;
const authorToken = (author: number): string => `@${author}`;
const LINK = '+link';
const FILE = '+file';

interface Marked {
  readonly room: number;
  readonly author: number;
  readonly hasFile: boolean;
}

export const tokensOf = ({ text }: Pick<StampedMessage, 'text'>, { room, author, hasFile }: Marked): string =>
  [
    roomToken(room),
    authorToken(author),
    ...(hasLink(text) ? [LINK] : []),
    ...(hasFile ? [FILE] : []),
    ...indexTerms(text),
  ].join(' ');

/** Of a question: its author and, unless they are too many to be named, its rooms. */
interface Narrowed extends Pick<Question, 'text' | 'has'> {
  readonly author?: number;
  readonly rooms: readonly number[];
}

const quoted = (token: string): string => `"${token}"`;

/** In the language of FTS5; empty when nothing has to be matched, undefined when nothing can be. */
export const expressionOf = ({ text, author, has, rooms }: Narrowed): string | undefined => {
  const terms = text === undefined ? [] : queryTerms(text);
  if (text !== undefined && terms.length === 0) return undefined;
  const needed = terms.map(({ prefix, stem }) =>
    stem === undefined ? `${quoted(prefix)}*` : `(${quoted(prefix)}* OR ${quoted(stem)})`,
  );
  if (author !== undefined) needed.push(quoted(authorToken(author)));
  if (has !== undefined) needed.push(quoted(has === 'link' ? LINK : FILE));
  if (rooms.length > 0) needed.push(`(${rooms.map((room) => quoted(roomToken(room))).join(' OR ')})`);
  return needed.join(' AND ');
};
