import { useEffect, useLayoutEffect, useMemo, useState } from 'react';
import type { Finding, Live, Search } from '../../app/model.ts';
import { useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import { useToday } from '../useNow.ts';
import { hasFilters, queryOf, writtenFilter } from './filters.ts';
import { countNames, messagesFor, namesFor, type Option, type Section } from './options.ts';
import { isSearching, useSearchPlace, type Written } from './searchPlace.ts';
import { suggestionsFor } from './suggestions.ts';

const NOTHING: Finding = { query: undefined, found: [], more: false, here: 'told', relay: 'told' };
const NO_FINDING: Live<Finding> = { get: () => NOTHING, subscribe: () => () => undefined };

const useOpenSearch = (): Search | undefined => {
  const { search: messages } = useMe();
  const [search, setSearch] = useState<Search>();
  useLayoutEffect(() => {
    const opened = messages.open();
    // An effect and not a memo: what was opened has to be closed exactly once, also when React mounts twice.
    // oxlint-disable-next-line react/set-state-in-effect
    setSearch(opened);
    return () => opened.close();
  }, [messages]);
  return search;
};

export interface SearchView {
  readonly written: Written;
  readonly searching: boolean;
  readonly finding: Finding;
  readonly sections: readonly Section[];
  readonly options: readonly Option[];
  /** The text without the filter that is being written. */
  readonly before: string;
  /** How many conversations and people are among them. */
  readonly names: number;
  readonly more: () => void;
  readonly showAllNames: () => void;
}

const sections = (
  ...all: readonly (readonly [title: string, options: readonly Option[]])[]
): readonly Section[] =>
  all.filter(([, options]) => options.length > 0).map(([title, options]) => ({ title, options }));

/** All that stands for what is in the search field. */
export const useSearch = (): SearchView => {
  const me = useMe();
  const written = useLive(useSearchPlace().written);
  const { text, filters } = written;
  const { items } = useLive(me.conversations);
  const people = useLive(me.people);
  const search = useOpenSearch();
  const finding = useLive(search?.finding ?? NO_FINDING);
  const [allNamesOf, setAllNamesOf] = useState<string>();
  const searching = isSearching(written);
  const today = useToday();

  const filter = useMemo(() => writtenFilter(text), [text]);
  const words = filter?.before ?? text;
  const query = useMemo(() => queryOf(words, filters), [words, filters]);
  useEffect(() => search?.look(query), [search, query]);

  const suggested = useMemo(
    () =>
      filter === undefined
        ? []
        : suggestionsFor(filter, { me: me.user.id, people, conversations: items, now: today }),
    [filter, me, people, items, today],
  );
  // While somebody narrows a search, names that only look like its words are in the way.
  const named = useMemo(
    () =>
      filter !== undefined || hasFilters(filters)
        ? []
        : namesFor(words, items, people, me.user.id, allNamesOf === words),
    [filter, filters, words, items, people, me, allNamesOf],
  );
  const shown = useMemo(
    () =>
      sections(
        [
          'Narrow the search',
          suggested.map((suggestion) => ({ kind: 'suggestion', key: `s ${suggestion.key}`, suggestion })),
        ],
        ['Conversations and people', named],
        ['Messages', searching ? messagesFor(finding.found, finding.more) : []],
      ),
    [suggested, named, finding, searching],
  );
  return {
    written,
    searching,
    finding,
    sections: shown,
    options: useMemo(() => shown.flatMap(({ options }) => options), [shown]),
    before: words,
    names: countNames(named),
    more: () => search?.more(),
    showAllNames: () => setAllNamesOf(words),
  };
};
