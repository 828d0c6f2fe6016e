import { PEOPLE_QUERIES_PER_MINUTE } from '@skein/shared/limits';
import { Attempts } from '../accounts/attempts.ts';
import type { People } from '../directory/people.ts';
import type { Serve } from './serve.ts';

const MINUTE_MS = 60_000;

export const servePeople = (serve: Serve, people: People, now: () => number): void => {
  const queries = new Attempts(PEOPLE_QUERIES_PER_MINUTE, MINUTE_MS, now);

  serve('people', async ({ caller, query }) => {
    queries.take(caller.user);
    return { people: await people.find(query.q, caller.user) };
  });
};
