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
  // Nobody waits that long for what is as it should be; a machine half as fast, with other things to do, needs it.
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: '../.cache/e2e.json' }]],
  use: {
    actionTimeout: 30_000,
    video: 'off',
    trace: 'on-first-retry',
    launchOptions: await chooseBrowser(),
  },
});
