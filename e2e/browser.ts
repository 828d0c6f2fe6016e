import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** Nothing that Chromium would fetch by itself: the tests need no network but the loopback. */
const QUIET = [
  // A name that is not this machine's own: what comes from there over plain HTTP is not trusted.
  '--host-resolver-rules=MAP skein.test 127.0.0.1',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

type BrowserKind = 'own' | 'system' | 'packaged';

interface Launch {
  args: string[];
  executablePath?: string;
  env?: Record<string, string>;
}

/**
 * Playwright's own browser if it is there, else one of the system, else the packaged one that the lockfile brings.
 * `SKEIN_TEST_BROWSER` (own, system, packaged) insists on one of them.
 */
export async function chooseBrowser(wanted = process.env['SKEIN_TEST_BROWSER']): Promise<Launch> {
  const kind = wanted === undefined || wanted === '' ? firstPresent() : parseKind(wanted);
  switch (kind) {
    case 'own':
      return { args: QUIET };
    case 'system': {
      const executablePath = SYSTEM_BROWSERS.find((path) => existsSync(path));
      if (executablePath === undefined) throw new Error(`No browser at ${SYSTEM_BROWSERS.join(', ')}.`);
      return { args: QUIET, executablePath };
    }
    case 'packaged':
      return packaged();
  }
}

function firstPresent(): BrowserKind {
  if (existsSync(chromium.executablePath())) return 'own';
  return SYSTEM_BROWSERS.some((path) => existsSync(path)) ? 'system' : 'packaged';
}

function parseKind(text: string): BrowserKind {
  if (text === 'own' || text === 'system' || text === 'packaged') return text;
  throw new Error(`SKEIN_TEST_BROWSER must be own, system or packaged, but is "${text}".`);
}

/** Brings its own libraries and fonts: without them it dies on a bare machine, at start or at the first text. */
async function packaged(): Promise<Launch> {
  const { default: browser, inflate } = await import('@sparticuz/chromium');
  const bin = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', 'bin');
  const libraries = await inflate(join(bin, 'al2023.tar.br'));
  const executablePath = await browser.executablePath();
  const env: Record<string, string> = {
    LD_LIBRARY_PATH: join(libraries, 'lib'),
    FONTCONFIG_PATH: join(tmpdir(), 'fonts'),
  };
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !(name in env)) env[name] = value;
  }
  return { args: QUIET, executablePath, env };
}
