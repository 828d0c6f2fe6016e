import type { Environment } from './environment.ts';
import { systemClock } from './environment.ts';
import { cell, createListeners } from './live.ts';
import { webLock } from './webLock.ts';

/** The page's own view of its network and of its person's attention. */
const browserSignals = (): Pick<Environment, 'online' | 'visible' | 'leaving'> => {
  const online = cell(navigator.onLine);
  const visible = cell(document.visibilityState === 'visible');
  const leaving = createListeners();
  addEventListener('online', () => online.set(true));
  addEventListener('offline', () => online.set(false));
  document.addEventListener('visibilitychange', () => {
    visible.set(document.visibilityState === 'visible');
    // On a phone this is the last event that a page is sure to get.
    if (!visible.get()) leaving.notify();
  });
  addEventListener('pagehide', () => leaving.notify());
  return { online, visible, leaving };
};

const spareStorage = (): Pick<Environment, 'spareStorage'> => {
  try {
    return { spareStorage: localStorage };
  } catch {
    return {};
  }
};

export const browserEnvironment = (): Environment => ({
  profile: 'skein',
  origin: location.origin,
  fetch: (...request) => fetch(...request),
  WebSocket,
  tabChannel: (name) => new BroadcastChannel(name),
  exclusively: webLock,
  clock: systemClock,
  random: () => Math.random(),
  randomBytes: (bytes) => crypto.getRandomValues(bytes),
  ...browserSignals(),
  // Secure pages only.
  ...('storage' in navigator ? { storage: navigator.storage } : {}),
  ...spareStorage(),
});
