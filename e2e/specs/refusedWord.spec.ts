import { expect, test } from '../fixtures/stage.ts';

test.use({ ownRelay: { REFUSED_WORDS: 'gherkin' } });

test('a refused word comes back to its sender and goes nowhere else', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  await bob.opens('Alice');

  await alice.writes('have a Gherkin with me');
  await alice.seesDelivery('have a Gherkin with me', 'returned');
  await expect(alice.message('have a Gherkin with me')).toContainText('a word that is not allowed here');
  await alice.writes('have a cucumber with me');
  await bob.sees('have a cucumber with me');

  expect(bob.frames.contain('have a cucumber with me')).toBe(true);
  expect(bob.frames.contain('Gherkin')).toBe(false);
  const { messages } = await bob.api.messages(room);
  expect(messages.map(({ text }) => text)).toEqual(['have a cucumber with me']);

  await alice.message('have a Gherkin with me').getByRole('button', { name: 'Discard' }).click();
  await alice.doesNotSee('have a Gherkin with me');
  await alice.reloads();
  await alice.sees('have a cucumber with me');
  await alice.doesNotSee('have a Gherkin with me');
});

test('what was written offline comes back with its reason on every device', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const phone = await alice.signsInOn('Phone');
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);

  await alice.goesOffline();
  await alice.writes('one gherkin', 'and one apple');
  await alice.comesBack();

  await alice.seesDelivery('one gherkin', 'returned');
  await alice.seesDelivery('and one apple', 'sent');
  await phone.opens('Bob');
  await phone.seesDelivery('one gherkin', 'returned');
  await bob.seesUnread('Alice', 1);
  expect(bob.frames.contain('gherkin')).toBe(false);
});

test('what came back can be put right and sent again', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await alice.writes('lunch with gherkin');
  await alice.seesDelivery('lunch with gherkin', 'returned');

  await alice.message('lunch with gherkin').getByRole('button', { name: 'Edit' }).click();
  await expect(alice.composer).toHaveValue('lunch with gherkin');
  await expect(alice.messages).toHaveCount(0);
  await alice.writes('lunch with radish');

  await bob.seesUnread('Alice', 1);
  await bob.opens('Alice');
  await bob.sees('lunch with radish');
});
