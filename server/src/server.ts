import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { secretIn } from './accounts/secret.ts';
import type { Config } from './config.ts';
import { type Database, openDatabase } from './directory/database.ts';
import { createHttp } from './http/app.ts';
import { serveHealth } from './http/health.ts';
import { serveMetrics } from './http/metrics.ts';
import { originCheck } from './http/origins.ts';
import { beginning, ClaimsAuthorization } from './issuer/claimsAuthorization.ts';
import { openLevelJournal } from './journal/level.ts';
import type { Journal } from './journal/port.ts';
import { measuredChannels, measuredJournal, measuredLog } from './observability/measured.ts';
import { Meter } from './observability/meter.ts';
import { backUp } from './operations/backup.ts';
import { assertServable, placesIn } from './operations/dataFolder.ts';
import { listenToOperator } from './operations/operatorSocket.ts';
import { serveProduct } from './product.ts';
import { refuseWords } from './refusedWords.ts';
import { type Clock, type Log, type Schedule, systemSchedule } from './relay/ports.ts';
import { createRelay } from './relay/relay.ts';
import { attachSync } from './relay/transport/attachSync.ts';
import { Teardown } from './teardown.ts';

export interface ServerDependencies {
  readonly log: Log;
  /** The built app. */
  readonly clientDir: string;
  readonly clock?: Clock;
  readonly schedule?: Schedule;
}

export interface Server {
  readonly port: number;
  /** Stops accepting, commits what is under way, says "try again" to everybody, closes the stores. Idempotent. */
  close(): Promise<void>;
}

/** The whole relay, in this process. What it opened is closed again when it cannot start. */
export const createServer = async (config: Config, dependencies: ServerDependencies): Promise<Server> => {
  const teardown = new Teardown();
  try {
    const port = await start(config, dependencies, teardown);
    return { port, close: () => teardown.run() };
  } catch (error) {
    await teardown.run();
    throw error;
  }
};

const start = async (
  config: Config,
  { log: plainLog, clientDir, clock = Date.now, schedule = systemSchedule }: ServerDependencies,
  teardown: Teardown,
): Promise<number> => {
  const { dataDir, publicUrl } = config;
  const https = publicUrl?.startsWith('https:') ?? false;
  const places = placesIn(dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  assertServable(dataDir);
  const secret = secretIn(places.secret);

  const meter = new Meter(() => relay.documentCount());
  const log = measuredLog(plainLog, meter);

  // The journal comes before the directory: its lock keeps a second relay away from both.
  /** The one that the relay has open, from before the relay is there. */
  let journal!: Journal;
  const relay = await createRelay({
    openJournal: async () => {
      journal = measuredJournal(await openLevelJournal(places.journal), meter);
      return journal;
    },
    policy: refuseWords(config.refusedWords),
    rate: { perSecond: config.messageRate, burst: config.messageBurst },
    log,
    clock,
    schedule,
  });
  teardown.add(() => relay.close());

  const database = openDatabase(places.directory);
  teardown.add(() => database.destroy());
  teardown.add(
    await listenToOperator(places.operator, (folder) => backUp(journal, dataDir, folder, clock), log),
  );
  const isAllowedOrigin = originCheck(
    publicUrl === undefined ? config.allowedOrigins : [publicUrl, ...config.allowedOrigins],
  );
  const app = await createHttp({ proxies: config.proxies, https, isAllowedOrigin, log });
  serveHealth(app, () => canWork(database, log));
  const isBehindProxy = publicUrl !== undefined || config.proxies > 0;
  serveMetrics(app, meter, { token: config.metricsToken, isBehindProxy });
  const { issuer } = config;
  const { channels, authorization } =
    issuer === undefined
      ? await serveProduct({
          app,
          relay,
          config,
          database,
          secret,
          searchFile: places.search,
          clientDir,
          log,
          clock,
          schedule,
          teardown,
        })
      : {
          channels: beginning(relay),
          authorization: new ClaimsAuthorization({ issuer, relay, log, clock }),
        };
  const closeSync = attachSync(app.server, {
    channels: measuredChannels(channels, meter),
    authorization,
    isAllowedOrigin,
    proxies: config.proxies,
    isTrafficUnlimited: config.messageRate === 0,
    log,
    clock,
    schedule,
  });
  teardown.add(async () => {
    // Nobody new gets in, what is under way gets committed, and then everybody hears "try again".
    const closed = app.close();
    await relay.close();
    await closeSync();
    await closed;
  });
  await app.listen({ port: config.port, host: config.host });
  return (app.server.address() as AddressInfo).port;
};

const canWork = async (database: Database, log: Log): Promise<boolean> => {
  try {
    await database.selectFrom('rooms').select('id').limit(1).execute();
    return true;
  } catch (error) {
    log.error({ error }, 'the directory does not answer');
    return false;
  }
};
