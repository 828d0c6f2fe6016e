import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer as createSocketServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from './temporaryFolder.ts';

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

const run = (env: Record<string, string>, ...args: string[]) => {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: '', PORT: '0', HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
};

/** What a start that comes to nothing says, and the code it ends with. */
const failedStart = async (env: Record<string, string>): Promise<{ said: string; code: unknown }> => {
  const child = run(env);
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { said, code };
};

const started = async (dataDir: string) => {
  const child = run({ DATA_DIR: dataDir });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, line: line.toString() };
};

describe('a start that cannot succeed ends with one sentence and code 1', () => {
  it('when the port is taken', async () => {
    const other = createSocketServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => {
      other.close();
    });
    const { port } = other.address() as AddressInfo;
    expect(await failedStart({ DATA_DIR: temporaryFolder(), PORT: String(port) })).toEqual({
      said: 'The port is taken by another program. Stop it, or choose another port with PORT.\n',
      code: 1,
    });
  });

  it('when the folder cannot be used', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const { said, code } = await failedStart({ DATA_DIR: join(file, 'data') });
    expect(said).toMatch(/^The data folder cannot be used: ENOTDIR.+ Choose another one with DATA_DIR\.\n$/);
    expect(code).toBe(1);
  });

  it('when the directory is of a newer Skein', async () => {
    const dataDir = temporaryFolder();
    const newer = new DatabaseSync(join(dataDir, 'directory.sqlite'));
    newer.exec('pragma user_version = 99');
    newer.close();
    const { said, code } = await failedStart({ DATA_DIR: dataDir });
    expect(said).toMatch(/^The directory was written by a newer Skein \(layout 99, .+\n$/);
    expect(code).toBe(1);
  });

  it('when another relay uses the folder', async () => {
    const dataDir = temporaryFolder();
    await started(dataDir);
    const { said, code } = await failedStart({ DATA_DIR: dataDir });
    expect(said).toMatch(/^The journal in .+ is in use by another process\. .+\n$/);
    expect(code).toBe(1);
  });

  it('when the configuration is wrong', async () => {
    expect(await failedStart({ DATA_DIR: temporaryFolder(), SIGN_UP: 'maybe' })).toEqual({
      said: 'SIGN_UP must be one of open, invite, closed, but is "maybe".\n',
      code: 1,
    });
  });
});

describe('a relay process', () => {
  it('says where it listens, ends in order when asked to, and starts again', async () => {
    const dataDir = temporaryFolder();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const { child, line } = await started(dataDir);
      const url = /http:\/\/localhost:\d+/.exec(line)?.[0];
      expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' });
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([0, null]);
    }
  });

  it('describes its variables', async () => {
    const child = run({}, '--help');
    expect(await text(child.stdout)).toContain('DATA_DIR            ./data');
  });
});
