import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { REST_CHECK_MS } from '@skein/shared/limits';
import { describeConfig, readConfig } from './config.ts';
import { createRest, thisProcess } from './resting.ts';
import { complaintAboutNode } from './runtime.ts';
import { createServer } from './server.ts';
import { sentenceAbout } from './startFailure.ts';

const complaint = complaintAboutNode(process.versions.node);
if (complaint !== undefined) {
  console.error(complaint);
  process.exit(1);
}

if (process.argv.includes('--help')) {
  console.log(`Skein is told by environment variables (name, default, meaning):\n\n${describeConfig()}`);
  process.exit(0);
}

try {
  const config = readConfig(process.env);
  const log = pino(
    { level: config.logLevel, serializers: { error: pino.stdSerializers.err } },
    pino.destination({ dest: 2, sync: true }),
  );
  const clientDir = fileURLToPath(new URL('../../client/dist/', import.meta.url));
  const server = await createServer(config, { log, clientDir });
  console.log(`Skein listens on http://localhost:${server.port} and keeps its data in ${config.dataDir}`);
  if (config.publicUrl !== undefined) console.log(`People reach it at ${config.publicUrl}`);
  setInterval(createRest(thisProcess()), REST_CHECK_MS).unref();

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      server.close().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ error }, 'the relay could not end in order');
          process.exit(1);
        },
      );
    });
} catch (error) {
  console.error(sentenceAbout(error) ?? error);
  process.exit(1);
}
