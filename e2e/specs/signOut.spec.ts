import { expect, test } from '../fixtures/stage.ts';

test('sign-out with something unsent asks first', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await alice.goesOffline();
  await alice.writes('not yet on its way');

  await alice.asksToSignOut();
  await expect(alice.page.getByRole('alertdialog')).toContainText(/sent/i);
  await alice.page.keyboard.press('Escape');
  await alice.seesDelivery('not yet on its way', 'pending');

  await alice.comesBack();
  await alice.seesDelivery('not yet on its way', 'sent');
});

test('sign-out wipes the device, and who comes next in the same browser sees nothing', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const carol = await cast.signsUp('Carol');
  await alice.startsDirectWith(bob);
  await alice.writes('between Alice and Bob');
  await alice.seesDelivery('between Alice and Bob', 'sent');
  const other = await alice.opensAnotherTab();
  await other.sees('between Alice and Bob');

  await alice.signsOut();
  await expect(other.button('Sign in')).toBeVisible();
  const { person } = alice;
  await expect.poll(() => alice.databases()).not.toContainEqual(expect.stringContaining(person.id));

  await expect.poll(() => new URL(alice.page.url()).pathname).toBe('/');
  await expect.poll(() => new URL(other.page.url()).pathname).toBe('/');
  await alice.signsInByHand(carol.person);
  await expect(alice.page.getByRole('heading', { name: 'Whom do you want to talk to?' })).toBeVisible();
  await expect(alice.conversation('Bob')).toHaveCount(0);
  await alice.doesNotSee('between Alice and Bob');

  await alice.signsOut();
  await alice.signsInByHand(person);
  await alice.opens('Bob');
  await alice.sees('between Alice and Bob');
});

test('who signs out with no network stays signed out, and nothing is left', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  await alice.writes('sent before');
  await alice.seesDelivery('sent before', 'sent');
  await alice.hasTheAppInstalled();
  await alice.goesOffline();
  await alice.writes('never to be sent');

  await alice.asksToSignOut();
  await alice.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(alice.button('Sign in')).toBeVisible();
  expect(await alice.keeps(room, 'never to be sent')).toBe(false);
  expect(await alice.keepsBesideItsDatabases()).not.toContain('never to be sent');
  await alice.comesBack();
  await alice.reloads();
  await expect(alice.button('Sign in')).toBeVisible();
  await bob.opens('Alice');
  await bob.sees('sent before');
  expect(bob.frames.contain('never to be sent')).toBe(false);
});

test('a device that was signed out from another one loses everything at once', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const lost = await alice.signsInOn('Lost phone');
  const room = await bob.startsDirectWith(alice);
  await bob.writes('a secret');
  await lost.opens('Bob');
  await lost.sees('a secret');
  await bob.seesDelivery('a secret', 'read');

  await alice.signsOutDevice('Lost phone');

  await expect(lost.button('Sign in')).toBeVisible();
  await expect(lost.page.getByText('This device was signed out.')).toBeVisible();
  await expect.poll(() => lost.databases()).not.toContainEqual(expect.stringContaining(room));
  await bob.writes('for Alice alone');
  await alice.seesUnread('Bob', 1);
  expect(lost.frames.contain('for Alice alone')).toBe(false);
});
