import { expect, test } from '../fixtures/stage.ts';

test('the app shell opens', async ({ page, relay }) => {
  await page.goto(relay.url);
  await expect(page).toHaveTitle(/Skein/);
});

for (const part of ['libraries-*.js', 'style-*.css'])
  test(`a page without its ${part} says so, and comes up at the next try`, async ({ page, relay }) => {
    await page.route(`**/assets/${part}`, (route) => route.abort());
    await page.goto(relay.url);
    await expect(page.getByRole('alert')).toHaveText(/A part of Skein did not arrive/);
    await page.unroute(`**/assets/${part}`);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  });
