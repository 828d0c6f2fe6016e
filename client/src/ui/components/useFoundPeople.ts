import { useEffect, useMemo, useState } from 'react';
import type { Person } from '@skein/shared/api/schemas';
import { PEOPLE_FOUND, PEOPLE_QUERY_MIN_LENGTH } from '@skein/shared/limits';
import { useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import { sentenceOf } from '../words/failure.ts';
import { matcherOf } from '../words/search.ts';

/** A pause in typing, so that not every letter asks the relay. */
const PAUSE_MS = 200;

type Asked =
  | { readonly state: 'nothing-asked' }
  | { readonly state: 'asking' }
  | { readonly state: 'found'; readonly people: readonly Person[] }
  | { readonly state: 'failed'; readonly sentence: string };

interface Answer {
  readonly query: string;
  readonly asked: Asked;
}

/** While somebody goes on typing the same name, what was found for its beginning stays in sight. */
const isOfSameName = (one: string, other: string): boolean => one.startsWith(other) || other.startsWith(one);

const useAnswer = (query: string): Asked => {
  const me = useMe();
  const [answer, setAnswer] = useState<Answer>();
  const wanted = query.trim();
  const asks = [...wanted].length >= PEOPLE_QUERY_MIN_LENGTH;
  useEffect(() => {
    if (!asks) return undefined;
    const asking = new AbortController();
    const give = (asked: Asked): void => {
      if (!asking.signal.aborted) setAnswer({ query: wanted, asked });
    };
    const timer = setTimeout(() => {
      me.findPeople(wanted, asking.signal).then(
        (people) => give({ state: 'found', people }),
        (error: unknown) => give({ state: 'failed', sentence: sentenceOf(error) }),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [me, wanted, asks]);
  if (!asks) return { state: 'nothing-asked' };
  if (!answer || !isOfSameName(answer.query, wanted)) return { state: 'asking' };
  return answer.asked;
};

/** Those whom this device knows and who are still there, with a network or without: whom one talks to first, then by name. */
const useKnownPeople = (query: string): readonly Person[] => {
  const me = useMe();
  const { items } = useLive(me.conversations);
  const people = useLive(me.people);
  return useMemo(() => {
    const matches = matcherOf(query);
    const byName = [...people.values()].toSorted((a, b) => a.name.localeCompare(b.name));
    const known = [...items.flatMap(({ peer }) => peer ?? []), ...byName];
    const byId = new Map(known.map((person) => [person.id, person]));
    byId.delete(me.user.id);
    return [...byId.values()]
      .filter(({ name, username, deleted }) => !deleted && matches(`${name} ${username}`))
      .slice(0, PEOPLE_FOUND);
  }, [me, items, people, query]);
};

export interface FoundPeople {
  readonly state: Asked['state'];
  readonly people: readonly Person[];
  /** Why the relay could not be asked. */
  readonly failure: string | undefined;
}

/** Everybody whose name holds the query: those known here at once, the others as soon as the relay names them. */
export const useFoundPeople = (query: string): FoundPeople => {
  const known = useKnownPeople(query);
  const asked = useAnswer(query);
  const others = asked.state === 'found' ? asked.people : [];
  return {
    state: asked.state,
    people: [...known, ...others.filter(({ id }) => known.every((person) => person.id !== id))],
    failure: asked.state === 'failed' ? asked.sentence : undefined,
  };
};
