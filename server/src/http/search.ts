import { SEARCHES_PER_MINUTE } from '@skein/shared/limits';
import { Attempts } from '../accounts/attempts.ts';
import type { MessageSearch } from '../search/messageSearch.ts';
import type { Serve } from './serve.ts';

const MINUTE_MS = 60_000;

export const serveSearch = (serve: Serve, search: MessageSearch, now: () => number): void => {
  const searches = new Attempts(SEARCHES_PER_MINUTE, MINUTE_MS, now);

  serve('search', async ({ caller, query }) => {
    searches.take(caller.user);
    return await search.find(caller.user, query);
  });
};
