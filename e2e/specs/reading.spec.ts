import type { Device } from '../fixtures/device.ts';
import { comesToTheFront, goesToTheBackground, hasAnIcon, seesOnTheIcon } from '../fixtures/attention.ts';
import { writesHistory } from '../fixtures/history.ts';
import { expect, test } from '../fixtures/stage.ts';

const marksUnreadFrom = async (device: Device, text: string): Promise<void> => {
  await device.message(text).click({ button: 'right' });
  await device.page.getByRole('menuitem', { name: 'Mark unread from here' }).click();
};

test('title and icon count what is unread, also on a device that opened nothing', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await bob.startsDirectWith(alice);
  const group = await bob.startsGroup('Climbing', alice);
  const phone = await alice.comesWithAnotherDevice('Phone');
  await hasAnIcon(phone.context);
  await phone.opensTheApp();
  await expect(phone.page).toHaveTitle('Skein');
  await seesOnTheIcon(phone, 'none');

  await bob.api.writes(room, 'one');
  await bob.api.writes(room, 'two');
  await bob.api.writes(group, 'three');
  await expect(phone.page).toHaveTitle('(3) Skein');
  await seesOnTheIcon(phone, 3);
  await expect(alice.page).toHaveTitle('(3) Skein');

  await alice.opens('Bob');
  await expect(alice.page).toHaveTitle('(1) Bob – Skein');
  await expect(phone.page).toHaveTitle('(1) Skein');
  await seesOnTheIcon(phone, 1);
  await alice.opens('Climbing');
  await expect(alice.page).toHaveTitle('Climbing – Skein');
  await expect(phone.page).toHaveTitle('Skein');
  await seesOnTheIcon(phone, 'none');

  // What is only marked has no number.
  await marksUnreadFrom(alice, 'three');
  await expect(phone.conversation('Climbing').getByText('marked unread')).toBeAttached();
  await expect(phone.page).toHaveTitle('Skein');
  await seesOnTheIcon(phone, 'dot');

  await bob.api.writes(room, 'four');
  await seesOnTheIcon(phone, 1);
  await phone.signsOut();
  await expect(phone.page).toHaveTitle('Skein');
  await seesOnTheIcon(phone, 'none');
});

test('one key reads everything, on every device, and those who wrote see it', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await bob.startsDirectWith(alice);
  await bob.startsGroup('Climbing', alice);
  const phone = await alice.signsInOn('Phone');
  await bob.writes('in the group');
  await bob.api.writes(room, 'to you alone');
  await alice.seesUnread('Bob', 1);
  await alice.seesUnread('Climbing', 1);
  await expect(phone.page).toHaveTitle('(2) Skein');
  await bob.seesDelivery('in the group', 'sent');

  await alice.page.keyboard.press('Shift+Escape');
  await expect(alice.page.getByText('Everything is marked as read.')).toBeVisible();
  for (const device of [alice, phone]) {
    await device.seesNothingUnread('Bob');
    await device.seesNothingUnread('Climbing');
    await expect(device.page).toHaveTitle('Skein');
  }
  await bob.seesDelivery('in the group', 'read');
  await alice.reloads();
  await alice.seesNothingUnread('Climbing');
  await bob.writes('and one more');
  await alice.seesUnread('Climbing', 1);
});

test('nothing is read in a window that is not in front', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await bob.opens('Alice');
  await bob.writes('are you there?');
  await bob.seesDelivery('are you there?', 'read');

  const other = await alice.opensAnotherTab('/');
  await goesToTheBackground(alice);
  await bob.writes('hello?');
  await alice.sees('hello?');
  await other.seesUnread('Bob', 1);
  await bob.writes('hello again?');
  await alice.sees('hello again?');
  // Had the first been read when it came, there would be one.
  await other.seesUnread('Bob', 2);
  await alice.seesUnread('Bob', 2);
  await bob.seesDelivery('hello?', 'sent');
  // The line stands where nobody looked any more.
  await expect(alice.newMessagesLine).toBeInViewport();

  await comesToTheFront(alice);
  await bob.seesDelivery('hello again?', 'read');
  await other.seesNothingUnread('Bob');
  await expect(alice.page).toHaveTitle('Bob – Skein');
  await expect(alice.newMessagesLine).toBeInViewport();
});

test('nothing is read while its end is out of sight', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  await writesHistory(bob, room, 60);
  await bob.opens('Alice');
  await alice.sees('number 60');
  await bob.seesDelivery('number 60', 'read');
  await alice.scrollsBackTo('number 20');

  await bob.writes('far below');
  await alice.seesUnread('Bob', 1);
  await bob.writes('farther below');
  await alice.seesUnread('Bob', 2);
  await expect(alice.message('far below')).not.toBeInViewport();
  await bob.seesDelivery('far below', 'sent');

  await alice.button('Jump to latest').click();
  await expect(alice.message('farther below')).toBeInViewport();
  await bob.seesDelivery('farther below', 'read');
  await alice.seesNothingUnread('Bob');
});

test('what is marked unread waits on every device, with the line above it, until it is read', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await bob.startsDirectWith(alice);
  await bob.writes('one', 'two', 'three');
  const phone = await alice.signsInOn('Phone');
  await alice.opens('Bob');
  await alice.sees('three');
  await bob.seesDelivery('three', 'read');

  await marksUnreadFrom(alice, 'two');
  for (const device of [alice, phone])
    await expect(device.conversation('Bob').getByText('marked unread')).toBeAttached();
  // Nobody else learns of it.
  await bob.seesDelivery('three', 'read');

  await phone.opens('Bob');
  await expect(phone.newMessagesLine).toBeInViewport();
  const order = await phone.page
    .getByRole('separator', { name: 'New messages' })
    .or(phone.messages)
    .evaluateAll((shown) => shown.map((each) => each.getAttribute('aria-label') ?? each.textContent));
  const line = order.indexOf('New messages');
  expect(order[line - 1]).toContain('one');
  expect(order[line + 1]).toContain('two');
  for (const device of [alice, phone])
    await expect(device.conversation('Bob').getByText('marked unread')).toHaveCount(0);
});
