import type { Person } from '@skein/shared/api/schemas';
import type { UserId } from '@skein/shared/ids';
import type { ConversationSummary, Result } from '../../app/model.ts';
import { filterConversations } from '../list/filter.ts';
import { matcherOf } from '../words/search.ts';
import type { Suggestion } from './suggestions.ts';

/** Something that can be chosen among the results. */
export type Option =
  | { readonly kind: 'suggestion'; readonly key: string; readonly suggestion: Suggestion }
  | { readonly kind: 'conversation'; readonly key: string; readonly conversation: ConversationSummary }
  | { readonly kind: 'all-conversations'; readonly key: string; readonly count: number }
  | { readonly kind: 'person'; readonly key: string; readonly person: Person }
  | { readonly kind: 'message'; readonly key: string; readonly result: Result }
  | { readonly kind: 'more'; readonly key: string };

export interface Section {
  readonly title: string;
  readonly options: readonly Option[];
}

/** Names that are shown before somebody asks for all of them. */
const NAMES_SHOWN = 5;

/** Conversations and then people whose name has every word of the text. */
export const namesFor = (
  text: string,
  conversations: readonly ConversationSummary[],
  people: ReadonlyMap<UserId, Person>,
  me: UserId,
  all: boolean,
): readonly Option[] => {
  if (text.trim() === '') return [];
  const found = filterConversations(conversations, text);
  const shown = all ? found : found.slice(0, NAMES_SHOWN);
  const talkedTo = new Set(conversations.map(({ peer }) => peer?.id));
  const matches = matcherOf(text);
  const others = [...people.values()]
    .filter(({ id, name, username }) => id !== me && !talkedTo.has(id) && matches(`${name} ${username}`))
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .slice(0, NAMES_SHOWN);
  return [
    ...shown.map((conversation) => ({
      kind: 'conversation' as const,
      key: `c ${conversation.id}`,
      conversation,
    })),
    ...(shown.length < found.length
      ? [{ kind: 'all-conversations' as const, key: 'all', count: found.length }]
      : []),
    ...others.map((person) => ({ kind: 'person' as const, key: `p ${person.id}`, person })),
  ];
};

/** How many they are, those that are not shown included. */
export const countNames = (names: readonly Option[]): number => {
  const all = names.find((option) => option.kind === 'all-conversations');
  const people = names.filter(({ kind }) => kind === 'person').length;
  return people + (all?.count ?? names.filter(({ kind }) => kind === 'conversation').length);
};

export const messagesFor = (found: readonly Result[], more: boolean): readonly Option[] => [
  ...found.map((result) => ({ kind: 'message' as const, key: `m ${result.id}`, result })),
  ...(more ? [{ kind: 'more' as const, key: 'more' }] : []),
];

/** The one that Enter takes: what somebody walked to as long as it is there, else the first. */
export const activeOption = (options: readonly Option[], key: string | undefined): Option | undefined =>
  options.find((option) => option.key === key) ?? options[0];

export const neighbour = (
  options: readonly Option[],
  key: string | undefined,
  step: 1 | -1,
): Option | undefined => {
  const active = activeOption(options, key);
  const index = active === undefined ? -1 : options.indexOf(active);
  return options[Math.min(Math.max(index + step, 0), options.length - 1)];
};
