import { defineConfig } from '@playwright/test';
import { chooseBrowser } from './browser.ts';

export default defineConfig({
  testDir: './specs',
  outputDir: './results/traces',
  globalSetup: './globalSetup.ts',
  fullyParallel: true,
  workers: 2,
  // A machine that is busy elsewhere may starve a browser for longer than a story waits. What needed it is named at the end.
  retries: 1,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../.cache/e2e.json' }]],
  use: {
    actionTimeout: 15_000,
    video: 'off',
    trace: 'on-first-retry',
    launchOptions: await chooseBrowser(),
  },
});
