import { indexTerms, queryTerms } from '@skein/shared/search/terms';
import { hasLink } from '@skein/shared/search/links';
import type { FoundMessage, FoundMessages, MessageQuery } from './port.ts';

export interface Result extends FoundMessage {
  readonly isHere: boolean;
}

export interface Results {
  /** Newest first. */
  readonly found: readonly Result[];
  readonly more: boolean;
}

/**
 * What this device found together with what the relay found, each message once. Whoever has more than was asked for has
 * told nothing of what is older: up to there the two are comparable, and beyond it nothing is shown yet.
 */
export const merge = (here: FoundMessages, relay: FoundMessages): Results => {
  const known = new Set(here.found.map(({ id }) => id));
  const horizon = Math.max(horizonOf(here), horizonOf(relay));
  const all = [
    ...here.found.map((message) => ({ ...message, isHere: true })),
    ...relay.found.filter(({ id }) => !known.has(id)).map((message) => ({ ...message, isHere: false })),
  ];
  const found = all.filter(({ at }) => at >= horizon).toSorted((a, b) => b.at - a.at);
  return { found, more: here.more || relay.more };
};

const horizonOf = ({ found, more }: FoundMessages): number =>
  more ? (found.at(-1)?.at ?? Number.POSITIVE_INFINITY) : Number.NEGATIVE_INFINITY;

/**
 * Whether a message answers a query too that is a little different from the one it was found by: while somebody types
 * on, what still fits stays in sight. What has a file only its index knows.
 */
export const fits = (message: FoundMessage, query: MessageQuery): boolean => {
  const { text, room, author, after = 0, before = Number.POSITIVE_INFINITY, has } = query;
  if (room !== undefined && room !== message.room) return false;
  if (author !== undefined && author !== message.author) return false;
  if (message.at < after || message.at >= before) return false;
  if (has === 'file' || (has === 'link' && !hasLink(message.text))) return false;
  const terms = indexTerms(message.text);
  return queryTerms(text).every(({ prefix, stem }) =>
    terms.some((term) => term.startsWith(prefix) || term === stem),
  );
};
