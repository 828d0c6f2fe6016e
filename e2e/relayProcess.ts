import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../server/src/main.ts', import.meta.url));

export interface RelayProcess {
  /** Stays the same over restarts. */
  readonly url: string;
  readonly dataDir: string;
  /** SIGKILL: nothing is finished, nothing is said. */
  isKilled(): Promise<void>;
  /** On the same port with the same data, whether it was killed before or not. */
  restarts(): Promise<void>;
  stop(): Promise<void>;
}

interface Running {
  readonly url: string;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** A real relay in a process of its own, on a free port, with its own data that `stop` removes. */
export async function startRelay(env: Record<string, string> = {}): Promise<RelayProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'skein-e2e-'));
  let running = await run({ PORT: '0', DATA_DIR: dataDir, ...env });
  const { url } = running;

  return {
    url,
    dataDir,
    isKilled: () => running.end('SIGKILL'),
    restarts: async () => {
      await running.end('SIGTERM');
      running = await run({ ...env, PORT: new URL(url).port, DATA_DIR: dataDir });
    },
    stop: async () => {
      await running.end('SIGTERM');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function run(env: Record<string, string>): Promise<Running> {
  const child = spawn(process.execPath, [MAIN], {
    // What a story provokes is expected; only what nobody expects is worth a line.
    env: { LOG_LEVEL: 'warn', ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    child.kill(signal);
    await exited;
  };

  const url = await addressOf(child.stdout);
  if (url !== undefined) return { url, end };
  await end('SIGKILL');
  throw new Error('The relay ended before it named its address.');
}

async function addressOf(output: ChildProcess['stdout']): Promise<string | undefined> {
  if (output === null) return undefined;
  for await (const line of createInterface({ input: output })) {
    const url = /https?:\/\/localhost:\d+/.exec(line)?.[0];
    if (url === undefined) continue;
    output.resume();
    return url;
  }
  return undefined;
}
