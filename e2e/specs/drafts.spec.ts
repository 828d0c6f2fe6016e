import { expect, test } from '../fixtures/stage.ts';

test('while a long text is written the newest message stays in sight', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  for (let count = 1; count <= 30; count += 1) await bob.api.writes(room, `message ${count}`);
  await expect(alice.message('message 30')).toBeInViewport();

  await alice.composer.fill('one line after the other\n'.repeat(12));
  await alice.composer.press('End');
  await alice.page.keyboard.type('and some more words');
  await expect(alice.message('message 30')).toBeInViewport();
  await expect(alice.button('Jump to latest')).toHaveCount(0);
  await alice.button('Send').click();
  await expect(alice.messages.last()).toContainText('and some more words');
  await expect(alice.messages.last()).toBeInViewport();
});

test('what stands in the composer waits there, by conversation, and on every device', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const laptop = await alice.signsInOn('Laptop');
  const bob = await cast.signsUp('Bob');
  const carol = await cast.signsUp('Carol');
  await alice.startsDirectWith(carol);
  await alice.startsDirectWith(bob);

  await alice.composer.fill('half a thought');
  await alice.opens('Carol');
  await expect(alice.composer).toHaveValue('');
  await alice.opens('Bob');
  await expect(alice.composer).toHaveValue('half a thought');
  await alice.reloads();
  await expect(alice.composer).toHaveValue('half a thought');

  await expect(laptop.conversation('Bob')).toContainText('half a thought');
  await laptop.opens('Bob');
  await expect(laptop.composer).toHaveValue('half a thought');
  await laptop.button('Send').click();
  await laptop.sees('half a thought');
  await alice.sees('half a thought');
  await expect(alice.composer).toHaveValue('');
});
