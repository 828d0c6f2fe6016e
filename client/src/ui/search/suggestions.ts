import type { Person } from '@skein/shared/api/schemas';
import { parseUserId, type UserId } from '@skein/shared/ids';
import type { ConversationSummary } from '../../app/model.ts';
import { matcherOf } from '../words/search.ts';
import { dayAt, parsePeriod, periodName } from './period.ts';
import { type Filters, filterOf, type When, type WrittenFilter } from './filters.ts';

/** A way to finish what is being written after `from:`, `in:` and such. */
export interface Suggestion {
  readonly key: string;
  readonly label: string;
  readonly person?: Person;
  readonly conversation?: ConversationSummary;
  readonly filters: Filters;
}

interface Known {
  readonly me: UserId;
  readonly people: ReadonlyMap<UserId, Person>;
  readonly conversations: readonly ConversationSummary[];
  readonly now: number;
}

const SUGGESTED = 6;

export const WHEN_WORDS: Readonly<Record<When, string>> = { on: 'On', before: 'Before', after: 'Since' };

export const suggestionsFor = (written: WrittenFilter, known: Known): readonly Suggestion[] => {
  switch (written.kind) {
    case 'from':
      return people(written.value, known);
    case 'in':
      return conversations(written.value, known);
    case 'has':
      return (['link', 'file'] as const)
        .filter((what) => what.startsWith(written.value))
        .map((what) => ({ key: what, label: `Has a ${what}`, filters: { has: what } }));
    case 'on':
    case 'before':
    case 'after':
      return periods(written, written.kind, known.now);
  }
};

/** Whom one talks to first, then everybody by name, and oneself. */
const people = (value: string, { me, people: all, conversations: items }: Known): readonly Suggestion[] => {
  const matches = matcherOf(value);
  const byName = [...all.values()].toSorted((a, b) => a.name.localeCompare(b.name));
  const byId = new Map(
    [...items.flatMap(({ peer }) => peer ?? []), ...byName].map((each) => [each.id, each]),
  );
  return [...byId.values()]
    .filter(({ id, name, username }) => matches(`${name} ${username} ${id === me ? 'me' : ''}`))
    .slice(0, SUGGESTED)
    .flatMap((person) => {
      const from = parseUserId(person.id);
      const label = person.id === me ? 'From you' : `From ${person.name}`;
      return from === undefined ? [] : [{ key: from, label, person, filters: { from } }];
    });
};

const conversations = (value: string, { conversations: items }: Known): readonly Suggestion[] => {
  const matches = matcherOf(value);
  return items
    .filter(({ title, peer }) => matches(`${title} ${peer?.username ?? ''}`))
    .slice(0, SUGGESTED)
    .map((conversation) => ({
      key: conversation.id,
      label: `In ${conversation.title}`,
      conversation,
      filters: { in: conversation.id },
    }));
};

/** The date that is written; before there is one, those that people ask for most. */
const periods = (written: WrittenFilter, when: When, now: number): readonly Suggestion[] => {
  const exact = filterOf(written, now);
  const thisMonth = dayAt(now).slice(0, 7);
  const lastMonth = dayAt(new Date(now).setDate(0)).slice(0, 7);
  const words = ['today', 'yesterday', thisMonth, lastMonth, thisMonth.slice(0, 4)];
  const offered = exact ? [written.value] : words.filter((word) => word.startsWith(written.value));
  return offered.flatMap((word) => {
    const period = parsePeriod(word, now);
    if (period === undefined) return [];
    const name = /^\d/.test(word) ? periodName(period) : word;
    return [{ key: word, label: `${WHEN_WORDS[when]} ${name}`, filters: { date: { when, period } } }];
  });
};
