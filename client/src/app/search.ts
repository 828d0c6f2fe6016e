import type { FoundMessages as FoundMessagesAnswer } from '@skein/shared/api/schemas';
import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import { deleteDB } from 'idb';
import { Feed } from '../search/feed.ts';
import { Finder } from '../search/finder.ts';
import type { FoundMessage, MessageQuery, RelayAnswer, SearchIndexPort } from '../search/port.ts';
import { derived } from '../sync/live.ts';
import type { SignedInPerson } from '../sync/signedInPerson.ts';
import type { Api } from './api.ts';
import type { AppEnvironment } from './appEnvironment.ts';
import type { MessageSearch } from './model.ts';

/** After so long without a search the index lets go of its memory: 20 MB with 100,000 messages. */
const REST_AFTER_MS = 5 * 60_000;

/** Searching for one person, on this device and at the relay; it ends and is wiped with the signed-in person. */
export const createSearch = (
  signedIn: SignedInPerson,
  api: Api,
  environment: AppEnvironment,
): MessageSearch => {
  const { identity, replicas, stored, connection } = signedIn;
  const name = `${environment.profile}/${identity.user}/search`;
  const index: SearchIndexPort = environment.openSearchIndex(name);
  const feed = new Feed({ viewer: identity.user, environment, replicas, stored, index, lock: name });
  const isConnected = derived(() => connection.state.get().phase === 'connected', [connection.state]);
  let stopWaiting: () => void = () => undefined;
  const restLater = (): void => {
    stopWaiting();
    stopWaiting = environment.clock.after(REST_AFTER_MS, () => void index.rest().catch(() => undefined));
  };
  // Without an index every search says so.
  feed.start().catch(() => undefined);
  signedIn.accompany({
    close: async () => {
      stopWaiting();
      feed.close();
      isConnected.close();
      await index.close();
    },
    wipe: () => deleteDB(name),
  });
  return {
    backlog: feed.backlog,
    prepare: () => {
      restLater();
      // Whoever searches hears of it.
      index.prepare().catch(() => undefined);
    },
    open: () =>
      new Finder({
        clock: environment.clock,
        isConnected,
        changed: feed.changed,
        find: (query, limit) => {
          restLater();
          return index.find(query, limit);
        },
        ask: (query, limit, signal) => askRelay(api, query, limit, signal),
        // What was said where one is no more cannot be opened.
        isOpen: (room) => signedIn.rooms.get(room) !== undefined,
      }),
  };
};

const askRelay = async (
  api: Api,
  { text, ...narrowing }: MessageQuery,
  limit: number,
  signal: AbortSignal,
): Promise<RelayAnswer> => {
  const words = text.trim();
  const query = { ...narrowing, ...(words === '' ? {} : { q: words }), limit };
  const { found, more, building } = await api.call('search', { query, signal });
  return { found: found.map(fromRelay), more, ...(building ? { isBuilding: true } : {}) };
};

const fromRelay = ({ room, message }: FoundMessagesAnswer['found'][number]): FoundMessage => ({
  id: message.id as MessageId,
  room: room as RoomId,
  author: message.author as UserId,
  at: message.at,
  text: message.text,
});
