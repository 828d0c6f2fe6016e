import type { ConversationSummary } from '../../app/model.ts';
import { matcherOf } from '../words/search.ts';

/** Conversations whose title, or whose other person's username, holds every word of the query. */
export const filterConversations = (
  items: readonly ConversationSummary[],
  query: string,
): readonly ConversationSummary[] => {
  if (query.trim() === '') return items;
  const matches = matcherOf(query);
  return items.filter(({ title, peer }) => matches(`${title} ${peer?.username ?? ''}`));
};
