import type { DeviceKind } from '@skein/shared/userDocument';
import type { SearchIndexPort } from '../search/port.ts';
import { workerIndex } from '../search/workerIndex.ts';
import { browserEnvironment } from '../sync/browserEnvironment.ts';
import type { Environment } from '../sync/environment.ts';
import type { Live } from '../sync/live.ts';

/** A newer version of the page, once the service worker has one. */
export interface PageUpdate {
  readonly waiting: Live<boolean>;
  apply(): void;
}

export interface AppEnvironment extends Environment {
  readonly pageUpdate: PageUpdate;
  /** False over plain HTTP from another machine. */
  readonly canWorkOffline: boolean;
  /** Finds messages of the person whose name this is, on a thread of its own. */
  readonly openSearchIndex: (name: string) => SearchIndexPort;
  /** What this device calls itself at sign-in, and what it probably is. */
  readonly device: { readonly name: string; readonly kind: DeviceKind };
  /** Small things that have to be known before the first paint. */
  readonly remembered: Pick<Storage, 'getItem' | 'setItem'>;
}

export const browserAppEnvironment = (pageUpdate: PageUpdate): AppEnvironment => ({
  ...browserEnvironment(),
  pageUpdate,
  canWorkOffline: isSecureContext && 'serviceWorker' in navigator,
  openSearchIndex: (name) =>
    workerIndex(new Worker(new URL('../search/worker.ts', import.meta.url), { type: 'module', name })),
  device: {
    name: deviceName(navigator.userAgent),
    kind: deviceKind(navigator.userAgent, matchMedia('(display-mode: standalone)').matches),
  },
  remembered: rememberedHere(),
});

/** What the browser refuses or has no room for is forgotten with the page: these are small things. */
export const rememberedHere = (): AppEnvironment['remembered'] => ({
  getItem: (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  setItem: (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // The app says what it means when nothing is kept.
    }
  },
});

const BROWSERS = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const;

const SYSTEMS = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'Mac'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
] as const;

/** A phone is its person's own, and whoever installs the app means to keep it; any other browser may be borrowed. */
export const deviceKind = (userAgent: string, isInstalled: boolean): DeviceKind =>
  isInstalled || /\b(?:Android|iPhone|iPad)\b/.test(userAgent) ? 'main' : 'sub';

/** "Chrome on Linux", as its person would recognise it in a list. */
export const deviceName = (userAgent: string): string => {
  const find = (table: readonly (readonly [RegExp, string])[]): string | undefined =>
    table.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = find(BROWSERS) ?? 'Browser';
  const system = find(SYSTEMS);
  return system === undefined ? browser : `${browser} on ${system}`;
};
