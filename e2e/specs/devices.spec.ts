import { devices } from '@playwright/test';
import { expect, test } from '../fixtures/stage.ts';

const { defaultBrowserType: _, ...phoneOptions } = devices['Pixel 7'];

test('what is read on the phone is read on the laptop, which nobody touched', async ({ cast }) => {
  const laptop = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const phone = await laptop.signsInOn('Phone', phoneOptions);
  await bob.startsDirectWith(laptop);
  await bob.writes('one', 'two', 'three');
  await laptop.seesUnread('Bob', 3);
  await phone.seesUnread('Bob', 3);
  await expect(laptop.page).toHaveTitle(/3/);

  await phone.opens('Bob');
  await phone.seesInOrder('one', 'two', 'three');

  await laptop.seesNothingUnread('Bob');
  await expect(laptop.page).not.toHaveTitle(/3/);
  await bob.seesDelivery('three', 'read');
});

test('a laptop that was away learns what was read on the phone, and shows what was not', async ({ cast }) => {
  const laptop = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const phone = await laptop.signsInOn('Phone', phoneOptions);
  await bob.startsDirectWith(laptop);
  await bob.writes('one', 'two');
  await laptop.seesUnread('Bob', 2);

  await laptop.goesOffline();
  await phone.opens('Bob');
  await bob.seesDelivery('two', 'read');
  await phone.goesHome();
  await bob.writes('three');
  await phone.seesUnread('Bob', 1);
  await laptop.comesBack();

  await laptop.seesUnread('Bob', 1);
});

test('a device is renamed, and keeps as much as its person says', async ({ cast }) => {
  const laptop = await cast.signsUp('Alice');
  const phone = await laptop.signsInOn('Phone', phoneOptions);
  await laptop.opensDevices();
  await laptop.button('Rename Phone').click();
  await laptop.dialog.getByRole('textbox', { name: 'Device name' }).fill('Old phone');
  await laptop.button('Keep this name').click();
  await expect(laptop.device('Old phone')).toContainText('Keeps everything');
  await laptop
    .device('Old phone')
    .getByRole('button', { name: /^Keeps everything/ })
    .click();
  await laptop.page.getByRole('menuitemradio', { name: /^Borrowed or second/ }).click();
  await expect(laptop.device('Old phone')).toContainText('Keeps what is recent');

  await phone.opensDevices();
  await expect(phone.device('Old phone')).toContainText('This device');
  await expect(phone.device('Old phone')).toContainText('Keeps what is recent');
});

test('a new sign-in is announced on the others, also on one that was away, until somebody has seen it', async ({
  cast,
}) => {
  const laptop = await cast.signsUp('Alice');
  const tablet = await laptop.signsInOn('Tablet');
  const news = laptop.page.getByText('New sign-in: Tablet');
  await expect(news).toBeVisible();
  await laptop.button('It was me').click();
  await expect(news).toHaveCount(0);
  await laptop.reloads();
  await expect(laptop.newConversation).toBeVisible();

  await laptop.goesOffline();
  const stranger = await laptop.signsInOn('Stranger');
  await expect(tablet.page.getByText('New sign-in: Stranger')).toBeVisible();
  await laptop.comesBack();
  await expect(laptop.page.getByText('New sign-in: Stranger')).toBeVisible();
  await expect(news).toHaveCount(0);
  // Who was there before is no news to who comes.
  await expect(stranger.page.getByText('New sign-in')).toHaveCount(0);

  await laptop.button('Not you? Sign it out').click();
  await laptop.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(stranger.button('Sign in')).toBeVisible();
  await expect(laptop.page.getByText('New sign-in')).toHaveCount(0);
  await expect(tablet.page.getByText('New sign-in')).toHaveCount(0);
});

test('all other devices are signed out together, after a question', async ({ cast }) => {
  const laptop = await cast.signsUp('Alice');
  const others = [await laptop.signsInOn('Phone'), await laptop.signsInOn('Tablet')];
  await laptop.opensDevices();
  await expect(laptop.dialog.getByRole('listitem')).toHaveCount(3);
  await laptop.button('Sign out others').click();
  const question = laptop.page.getByRole('alertdialog');
  await expect(question).toContainText('Sign out 2 other devices?');
  await question.getByRole('button', { name: 'Sign out' }).click();
  for (const other of others) await expect(other.page.getByText('This device was signed out.')).toBeVisible();
  await expect(laptop.dialog.getByRole('listitem')).toHaveCount(1);
});
