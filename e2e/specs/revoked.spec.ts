import { expect, test } from '../fixtures/stage.ts';

const REASON = 'signed out before it was sent';

test('a laptop is signed out while it is offline with unsent messages: they come back on the phone, and it is wiped', async ({
  cast,
}) => {
  const laptop = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const phone = await laptop.signsInOn('Phone');
  const room = await laptop.startsDirectWith(bob);
  await laptop.writes('said before');
  await laptop.seesDelivery('said before', 'sent');
  await laptop.goesOffline();
  await laptop.writes('never sent', 'nor this');
  await phone.signsOutDevice('Laptop');
  await bob.opens('Alice');
  await bob.writes('for Alice alone');
  await laptop.comesBack();

  await expect(laptop.button('Sign in')).toBeVisible();
  await expect(laptop.page.getByText('This device was signed out.')).toBeVisible();
  await expect(laptop.page.getByText('is in your returned mail')).toBeVisible();
  const { person } = phone;
  await expect.poll(() => laptop.databases()).not.toContainEqual(expect.stringContaining(person.id));
  await expect.poll(() => laptop.databases()).not.toContainEqual(expect.stringContaining(room));
  expect(laptop.frames.contain('for Alice alone')).toBe(false);

  await phone.seesReturned({ text: 'never sent', reason: REASON }, { text: 'nor this', reason: REASON });
  await phone.opens('Bob');
  const retry = phone.page.getByRole('button', { name: 'Retry' });
  await expect(retry).toHaveCount(2);
  await retry.first().click();
  await expect(retry).toHaveCount(1);
  await phone.seesDelivery('never sent', 'read');
  await bob.seesInOrder('said before', 'for Alice alone', 'never sent');
  await phone.page.getByRole('button', { name: 'Edit' }).getByText('Edit', { exact: true }).click();
  await expect(phone.composer).toHaveValue('nor this');
  expect(bob.frames.contain('nor this')).toBe(false);
});
