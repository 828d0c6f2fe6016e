import { defineConfig } from '@playwright/test';
import { chooseBrowser } from './browser.ts';

export default defineConfig({
  testDir: './specs',
  outputDir: './results/traces',
  globalSetup: './globalSetup.ts',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../.cache/e2e.json' }]],
  use: {
    actionTimeout: 15_000,
    video: 'off',
    trace: 'retain-on-failure',
    launchOptions: await chooseBrowser(),
  },
});
