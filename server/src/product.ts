import type { FastifyInstance } from 'fastify';
import manifest from '../package.json' with { type: 'json' };
import { Accounts } from './accounts/accounts.ts';
import { AccountDeletion } from './accounts/deletion.ts';
import { createAuth, type Session, sessionCookieName } from './accounts/betterAuth.ts';
import { Linking } from './accounts/linking.ts';
import { Tokens } from './accounts/tokens.ts';
import type { Config } from './config.ts';
import { createAuthorization } from './directory/authorization.ts';
import type { Database } from './directory/database.ts';
import { createDirectory } from './directory/directory.ts';
import { recordLastSeen } from './directory/lastSeen.ts';
import { MainDevices } from './directory/mainDevices.ts';
import { PastDevices } from './directory/pastDevices.ts';
import { Exports } from './export/exports.ts';
import { serveClientFiles } from './http/clientFiles.ts';
import { serveEndpoints } from './http/endpoints.ts';
import { directoryView } from './projections/directoryView.ts';
import { followDirectory } from './projections/follow.ts';
import { Projector } from './projections/projector.ts';
import type { Channels, Relay } from './relay/contract.ts';
import type { Clock, Log, RoomAuthorization, Schedule } from './relay/ports.ts';
import { Indexer } from './search/indexer.ts';
import { MessageSearch } from './search/messageSearch.ts';
import { ThreadedIndex } from './search/threadedIndex.ts';
import type { Teardown } from './teardown.ts';

interface Parts {
  readonly app: FastifyInstance;
  readonly relay: Relay & Channels;
  readonly config: Config;
  readonly database: Database;
  readonly secret: string;
  readonly searchFile: string;
  readonly clientDir: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly teardown: Teardown;
}

/** Who is let in where, and what they find there. */
export interface Served {
  readonly channels: Channels;
  readonly authorization: RoomAuthorization;
}

/** A chat of its own: accounts, people, conversations and the app. */
export const serveProduct = async (parts: Parts): Promise<Served> => {
  const { app, relay, config, database, secret, searchFile, clientDir, log, clock, schedule, teardown } =
    parts;
  const https = config.publicUrl?.startsWith('https:') ?? false;
  const directory = createDirectory(database, relay, clock);
  const auth = createAuth({ database, secret, secureCookies: https });
  const tokens = new Tokens(auth, await auth.keys(), clock);
  const pastDevices = new PastDevices({ ...directory, relay, log });
  teardown.add(() => pastDevices.close());
  const accounts = new Accounts({ ...directory, auth, tokens, relay, pastDevices }, config, clock);
  const deletion = new AccountDeletion({ ...directory, relay, log, schedule });
  teardown.add(() => deletion.close());
  const linking = new Linking(directory.links, accounts, clock);
  const mainDevices = config.requireMain
    ? new MainDevices({ ...directory, relay, log, schedule })
    : undefined;
  teardown.add(() => mainDevices?.close());
  const checkServed = async (session: Session): Promise<void> => mainDevices?.check(session);
  teardown.add(recordLastSeen(relay, directory.devices, log));

  const projector = new Projector({ relay, directory: directoryView(directory), log, clock, schedule });
  teardown.add(() => projector.close());
  teardown.add(followDirectory(directory.changes, projector));

  await deletion.resume();

  const index = new ThreadedIndex(searchFile, relay.epoch);
  const indexer = new Indexer({ relay, index, log, clock, schedule });
  teardown.add(async () => {
    await indexer.close();
    await index.close();
  });

  const exports = new Exports(relay, log);
  // A connection that is still read would keep the relay from its end.
  app.addHook('preClose', async () => exports.close());

  serveEndpoints(app, {
    search: new MessageSearch({ index, indexer, members: directory.members }),
    directory,
    accounts,
    deletion,
    exports,
    linking,
    checkServed,
    auth,
    tokens,
    relay,
    info: { signUp: config.signUp, version: manifest.version },
    publicUrl: config.publicUrl,
    cookieName: sessionCookieName(https),
    isTrafficUnlimited: config.messageRate === 0,
    now: clock,
    schedule,
  });
  await serveClientFiles(app, clientDir);

  const authorization = createAuthorization({
    ...directory,
    identify: async (token) => {
      const identity = await accounts.byToken(token);
      await checkServed(identity);
      return identity;
    },
    log,
    now: clock,
  });
  return { channels: relay, authorization };
};
