import type { Device } from '../fixtures/device.ts';
import { expect, test } from '../fixtures/stage.ts';

const isAsked = async (device: Device): Promise<void> => {
  await expect(device.dialog.getByText('Let this device in?')).toBeVisible();
};

test('a borrowed browser is linked by the code it shows, with no password typed on it', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await bob.startsDirectWith(alice);
  await bob.writes('hello Alice');
  const borrowed = await cast.opensABrowser();
  const code = await borrowed.asksToBeLinked();

  await alice.typesTheLinkCode(code.toLowerCase().replace('-', ' '));
  await isAsked(alice);
  await expect(alice.dialog).toContainText('Borrowed or second');
  await alice.button('Link device').click();

  await expect(borrowed.newConversation).toBeVisible();
  await borrowed.opens('Bob');
  await borrowed.sees('hello Alice');
  await borrowed.writes('from a borrowed browser');
  await bob.sees('from a borrowed browser');

  await alice.button('Done').click();
  await alice.opensDevices();
  await expect(alice.dialog.getByText('linked by Laptop')).toBeVisible();
  await expect(alice.dialog.getByRole('listitem')).toHaveCount(2);
  // Whoever let it in need not be told that somebody came.
  await alice.closesTheDialog();
  await expect(alice.page.getByText('New sign-in')).toHaveCount(0);
});

test('the address in the QR code asks whoever opens it, signed in or not', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const borrowed = await cast.opensABrowser();
  const code = await borrowed.asksToBeLinked();

  const phone = await cast.opensABrowser(`/link?code=${code}`);
  await expect(phone.page.getByText('Sign in here first')).toBeVisible();
  await phone.signsInByHand(alice.person);
  await isAsked(phone);
  await phone.button('Link device').click();
  await expect(phone.dialog.getByText('signs in by itself')).toBeVisible();
  await expect(borrowed.newConversation).toBeVisible();
  await phone.button('Done').click();
  await expect.poll(() => new URL(phone.page.url()).pathname).toBe('/');
});

test('a device that is not let in hears it, and may ask again with a new code', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const stranger = await cast.opensABrowser();
  const code = await stranger.asksToBeLinked();
  await alice.typesTheLinkCode(code);
  await isAsked(alice);
  await alice.button('Do not link').click();
  await expect(alice.dialog.getByText('was not let in')).toBeVisible();

  await expect(stranger.page.getByText('The other device said no.')).toBeVisible();
  await stranger.button('Get a new code').click();
  expect(await stranger.showsALinkCode()).not.toBe(code);

  await alice.button('Done').click();
  await alice.typesTheLinkCode(code);
  await expect(alice.dialog.getByText('No device shows this code now')).toBeVisible();
});

test('what the device says it is goes with it, and with no network it waits', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const mine = await cast.opensABrowser();
  const first = await mine.asksToBeLinked();
  await mine.page.getByRole('radio', { name: 'My own device' }).click();
  await expect(mine.page.getByText(first)).toHaveCount(0);
  const code = await mine.showsALinkCode();

  await mine.goesOffline();
  await expect(mine.page.getByText('The relay cannot be reached')).toBeVisible();
  await alice.typesTheLinkCode(code);
  await expect(alice.dialog).toContainText('My own device');
  await alice.button('Link device').click();
  await expect(alice.dialog.getByText('signs in by itself')).toBeVisible();
  await mine.comesBack();
  await expect(mine.newConversation).toBeVisible();
  await mine.opensDevices();
  await expect(mine.device('This device')).toContainText('Keeps everything');
});

test('linking takes no mouse', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const borrowed = await cast.opensABrowser();
  await borrowed.tabsTo(borrowed.button('Link with another device'));
  await borrowed.page.keyboard.press('Enter');
  const code = await borrowed.showsALinkCode();

  const { keyboard } = alice.page;
  await alice.tabsTo(alice.page.getByRole('button', { name: /^You, / }));
  await keyboard.press('Enter');
  await alice.tabsTo(alice.button('Devices'));
  await keyboard.press('Enter');
  await alice.tabsTo(alice.button('Link a device'));
  await keyboard.press('Enter');
  const field = alice.dialog.getByRole('textbox', { name: 'Code' });
  await expect(field).toBeFocused();
  await keyboard.type(code);
  await keyboard.press('Enter');
  await isAsked(alice);
  await alice.tabsTo(alice.button('Link device'));
  await keyboard.press('Enter');
  await expect(borrowed.newConversation).toBeVisible();
  await keyboard.press('Escape');
  await expect(alice.dialog).toHaveCount(0);
});
