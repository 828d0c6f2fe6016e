import { AxeBuilder } from '@axe-core/playwright';
import type { Device } from '../fixtures/device.ts';
import { expect, test } from '../fixtures/stage.ts';

const asksToDelete = async (who: Device): Promise<void> => {
  await who.page.getByRole('button', { name: /^You, / }).click();
  await who.button('Delete account…').click();
  await expect(who.dialog).toBeVisible();
};

const deletes = async (who: Device, password = who.person.password): Promise<void> => {
  await who.dialog.getByLabel('Password').fill(password);
  await who.dialog.getByRole('button', { name: 'Delete account' }).click();
};

test('a deleted account is gone everywhere, and what was written stays under another name', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const phone = await alice.signsInOn('Phone');
  const room = await alice.startsDirectWith(bob);
  await alice.writes('so long');
  await bob.opens('Alice');
  await bob.sees('so long');
  await phone.opens('Bob');
  await phone.sees('so long');
  const tab = await alice.opensAnotherTab();
  await tab.sees('so long');

  await asksToDelete(alice);
  await deletes(alice, 'not the password');
  await expect(alice.dialog).toContainText('This is not your password.');
  await deletes(alice);
  for (const screen of [alice, phone, tab]) {
    await expect(screen.button('Sign in')).toBeVisible();
    await expect(screen.page.getByText('This account was deleted.')).toBeVisible();
  }
  for (const device of [alice, phone]) {
    await expect.poll(() => device.keeps(room, 'so long')).toBe(false);
    await expect.poll(() => device.databases()).not.toContainEqual(expect.stringContaining(alice.person.id));
  }
  await alice.signsInByHand(alice.person);
  await expect(alice.page.getByText('The name or the password is not right.')).toBeVisible();

  await expect(bob.page.getByRole('heading', { name: 'Deleted account' })).toBeVisible();
  await bob.sees('so long');
  await expect(bob.page.getByText('What was written here stays with you.')).toBeVisible();
  await expect(bob.composer).toHaveCount(0);
  expect((await new AxeBuilder({ page: bob.page }).analyze()).violations.map(({ id }) => id)).toEqual([]);

  // It is nobody whom one could begin to talk to.
  await bob.newConversation.click();
  await expect(bob.dialog).toBeVisible();
  await expect(bob.dialog).not.toContainText('Deleted account');
});

test('a device that was away loses everything at its next contact', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const phone = await alice.signsInOn('Phone');
  const room = await alice.startsDirectWith(bob);
  await alice.writes('seen on the phone');
  await phone.opens('Bob');
  await phone.sees('seen on the phone');
  await phone.goesOffline();
  await phone.writes('never sent');
  await phone.seesDelivery('never sent', 'pending');

  await asksToDelete(alice);
  await deletes(alice);
  await expect(alice.button('Sign in')).toBeVisible();
  await phone.comesBack();
  await expect(phone.page.getByText('This account was deleted.')).toBeVisible();
  await expect.poll(() => phone.keeps(room, 'never sent')).toBe(false);
  await bob.conversation('Deleted account').click();
  await bob.sees('seen on the phone');
  await bob.doesNotSee('never sent');
});

test('before it is deleted, what is not sent is named and the export is offered', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await asksToDelete(alice);
  await expect(alice.dialog.getByRole('link', { name: 'Download' })).toBeVisible();
  await expect(alice.dialog).not.toContainText('not sent yet');
  expect((await new AxeBuilder({ page: alice.page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await alice.dialog.getByRole('button', { name: 'Delete account' }).click();
  await expect(alice.dialog).toContainText('Write your password.');
  await alice.page.keyboard.press('Escape');
  await alice.goesOffline();
  await alice.writes('not on its way');
  await asksToDelete(alice);
  await expect(alice.dialog).toContainText('1 message not sent yet');
  await deletes(alice);
  await expect(alice.dialog).toContainText('The relay cannot be reached. Try again when you are online.');
  await alice.page.keyboard.press('Escape');
  await alice.comesBack();
  await alice.seesDelivery('not on its way', 'sent');
});

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
])
  for (const colorScheme of ['light', 'dark'] as const)
    test(`taking everything along and leaving have no barrier, ${viewport.width} wide and ${colorScheme}`, async ({
      cast,
    }) => {
      const alice = await cast.signsUp('Alice', { viewport, colorScheme, reducedMotion: 'reduce' });
      for (const item of ['Export my conversations', 'Delete account…']) {
        await alice.page.getByRole('button', { name: /^You, / }).click();
        await alice.button(item).click();
        await expect(alice.dialog).toBeVisible();
        const { violations } = await new AxeBuilder({ page: alice.page }).analyze();
        expect(violations.map(({ id }) => id)).toEqual([]);
        await alice.closesTheDialog();
      }
    });
