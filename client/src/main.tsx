import * as z from 'zod/mini';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { registerSW } from 'virtual:pwa-register';
import { browserAppEnvironment, rememberedHere } from './app/appEnvironment.ts';
import { createApp } from './app/createApp.ts';
import { rememberedTheme } from './app/theme.ts';
import { cell } from './sync/live.ts';
import { createRouter } from './ui/router.ts';
import { showTheme } from './ui/useTheme.ts';
import { Ui } from './ui/Ui.tsx';

/** An app that is left open for days asks now and then whether there is a newer one. */
const LOOK_FOR_UPDATE_MS = 60 * 60_000;

// The page's policy forbids code made from strings, which schemas would otherwise compile themselves to.
z.config({ jitless: true });

showTheme(rememberedTheme(rememberedHere()));

const waiting = cell(false);
const applyUpdate = registerSW({
  onNeedRefresh: () => waiting.set(true),
  onRegisteredSW: (_script, registration) => {
    if (!registration) return;
    setInterval(() => {
      // Offline it fails, and the next hour is soon enough.
      if (navigator.onLine) registration.update().catch(() => undefined);
    }, LOOK_FOR_UPDATE_MS);
  },
});

const app = createApp(browserAppEnvironment({ waiting, apply: () => void applyUpdate(true) }));

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <Ui app={app} router={createRouter(window)} />
  </StrictMode>,
);
