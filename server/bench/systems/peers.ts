import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** y-websocket 3 is a client only; 2.1 is the last that brings a server, and its LevelDB adapter is a package apart. */
const PACKAGES = {
  '@hocuspocus/server': '4.7.0',
  '@hocuspocus/extension-sqlite': '4.7.0',
  'y-websocket': '2.1.0',
  'y-leveldb': '0.2.0',
  yjs: '13.6.33',
};

const run = promisify(execFile);

/**
 * Installs the peers outside of our lockfile, as some bring another Yjs, and keeps them for the next run.
 * @returns the folder
 */
export const installPeers = async (): Promise<string> => {
  const folder = join(tmpdir(), `skein-bench-peers-${process.versions.modules}`);
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      dependencies: PACKAGES,
      // The version that Hocuspocus asks for ends the process when Node 24 collects one of its statements.
      overrides: { 'better-sqlite3': '13.2.0' },
      // Its native part is built or downloaded by a script, which npm runs for named packages only.
      allowScripts: { 'better-sqlite3': true },
    }),
  );
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: folder,
    // Native parts are for the Node that npm runs on, which has to be this one, and are built with its headers.
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      npm_config_nodedir: dirname(dirname(process.execPath)),
    },
  });
  return folder;
};
