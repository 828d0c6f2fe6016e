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

test('a page of which a part does not arrive says so, and comes up at the next try', async ({ page }) => {
  const relay = await startRelay();
  try {
    for (const part of ['libraries-*.js', 'style-*.css']) {
      await page.route(`**/assets/${part}`, (route) => route.abort());
      await page.goto(relay.url);
      await expect(page.getByRole('alert')).toHaveText(/A part of Skein did not arrive/);
      await page.unroute(`**/assets/${part}`);
      await page.getByRole('button', { name: 'Try again' }).click();
      await expect(page.getByRole('button', { name: 'Sign in' }).first()).toBeVisible();
      await page.evaluate(async () => {
        for (const registration of await navigator.serviceWorker.getRegistrations())
          await registration.unregister();
        for (const name of await caches.keys()) await caches.delete(name);
      });
    }
  } finally {
    await relay.stop();
  }
});
