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
