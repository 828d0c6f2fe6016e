import { expect, test } from '@playwright/test';
import { startRelay } from '../relayProcess.ts';

test('the app shell opens', async ({ page }) => {
  const relay = await startRelay();
  try {
    await page.goto(relay.url);
    await expect(page).toHaveTitle(/Skein/);
  } finally {
    await relay.stop();
  }
});
