import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';
import { stage } from './stage.ts';

const OPERATE = fileURLToPath(new URL('../src/operate.ts', import.meta.url));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly complaints: string;
}

/** The operator's command in a process of its own. */
const skein = async (dataDir: string, ...args: string[]): Promise<Said> => {
  const child = spawn(process.execPath, [OPERATE, ...args], {
    env: { PATH: '', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, complaints, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]);
  return { code, out, complaints };
};

const folder = async (): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), 'skein-operate-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
};

describe('a backup of a relay that runs', () => {
  it('holds one moment of a conversation that goes on, and becomes a relay of another life', async () => {
    const { dataDir, person } = await stage({ MESSAGE_RATE: '0', MESSAGE_BURST: '0' });
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    await alice.says('before', room);
    let isOver = false;
    const talk = (async () => {
      let said = 0;
      while (!isOver) await alice.says(`meanwhile ${said++}`, room);
      return said;
    })();
    const backup = join(await folder(), 'backup');
    const made = await skein(dataDir, 'backup', backup);
    isOver = true;
    const said = await talk;
    expect(made).toMatchObject({ code: 0, complaints: '' });
    expect((await stat(join(backup, 'secret'))).mode & 0o777).toBe(0o600);
    expect(await skein(dataDir, 'verify', backup)).toMatchObject({ code: 0, complaints: '' });

    const restored = join(await folder(), 'data');
    expect(await skein(restored, 'restore', backup)).toMatchObject({ code: 0, complaints: '' });
    const again = await stage({ DATA_DIR: restored, MESSAGE_RATE: '0', MESSAGE_BURST: '0' });
    const back = again.visitor();
    await back.signsIn('alice');
    const texts = await back.reads(room, '?after=0&limit=100');
    expect(texts).toEqual([
      'before',
      ...Array.from({ length: texts.length - 1 }, (_, at) => `meanwhile ${at}`),
    ]);
    expect(texts.length - 1).toBeLessThanOrEqual(said);
    expect((await back.says('after', room)).seq).toBeGreaterThan(1);
  });

  it('needs a folder of its own, and leaves nothing when it cannot be made', async () => {
    const { dataDir } = await stage();
    const place = await folder();
    await writeFile(join(place, 'mine'), '');
    const refused = await skein(dataDir, 'backup', place);
    expect(refused.code).toBe(1);
    expect(refused.complaints).toMatch(/is not empty\. A backup needs a folder of its own\.\n$/);
    expect(await readdir(place)).toEqual(['mine']);
    expect((await skein(dataDir, 'backup', join(place, 'mine', 'below'))).code).toBe(1);
    expect(existsSync(join(place, 'mine', 'below.unfinished'))).toBe(false);
  });
});

describe('the operator’s commands', () => {
  it('back up a relay that does not run', async () => {
    const dataDir = join(await folder(), 'data');
    await lives(dataDir);
    const backup = join(await folder(), 'backup');
    expect(await skein(dataDir, 'backup', backup)).toMatchObject({ code: 0 });
    expect(await skein(dataDir, 'verify', backup)).toMatchObject({ code: 0 });
    expect(await skein(dataDir, 'verify')).toMatchObject({ code: 0 });
  });

  it('let nobody use a backup as it is, and restore only into an empty folder', async () => {
    const dataDir = join(await folder(), 'data');
    await lives(dataDir);
    const backup = join(await folder(), 'backup');
    await skein(dataDir, 'backup', backup);
    await expect(lives(backup)).rejects.toThrow(/is a backup\. Restore it/);
    const before = await readdir(dataDir);
    const refused = await skein(dataDir, 'restore', backup);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.complaints).toMatch(/is not empty\. Restore into an empty folder/);
    expect(await readdir(dataDir)).toEqual(before);
  });

  it('refuse to start on a restore that was cut off', async () => {
    const dataDir = await folder();
    await mkdir(join(dataDir, 'restoring'));
    await expect(lives(dataDir)).rejects.toThrow(/was cut off/);
  });

  it('say what is wrong in one sentence', async () => {
    const empty = await folder();
    expect((await skein(empty, 'backup', join(empty, 'b'))).complaints).toMatch(
      /^There are no data of a relay in/,
    );
    expect((await skein(empty, 'restore', empty)).complaints).toMatch(/^There are no data of a relay in/);
    expect(await readdir(empty)).toEqual([]);
    expect((await skein(empty, 'repair', 'nonsense')).complaints).toBe(
      '"nonsense" is not the name of a document.\n',
    );
    const help = await skein(empty);
    expect(help.code).toBe(1);
    expect(help.complaints).toContain('skein backup <folder>');
    const { dataDir } = await stage();
    expect((await skein(dataDir, 'verify')).complaints).toMatch(/is in use by another process/);
    expect(await readFile(join(dataDir, 'secret'), 'utf8')).not.toBe('');
  });
});

/** One life of a relay in which nothing happens. */
const lives = async (dataDir: string): Promise<void> => {
  const silence = (): void => undefined;
  const log = { info: silence, warn: silence, error: silence };
  const config = readConfig({ PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir });
  await (await createServer(config, { log, clientDir: join(dataDir, 'no-client') })).close();
};
