import { newPerson } from '../fixtures/person.ts';
import { expect, test } from '../fixtures/stage.ts';

test('somebody signs up, finds a friend by name, and they talk', async ({ cast }) => {
  const bob = await cast.signsUp('Bob');
  const alice = await cast.opensABrowser();
  await alice.signsUpByHand(newPerson('Alice'));

  await alice.findsAndStartsDirectWith(bob.person);
  await alice.writes('Hello Bob');

  await bob.seesUnread('Alice', 1);
  await bob.opens('Alice');
  await bob.sees('Hello Bob');
  await alice.seesDelivery('Hello Bob', 'read');
  await bob.writes('Hello Alice');
  await alice.sees('Hello Alice');
});

test('a friend who is not here yet arrives by an invite link, and they talk', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const link = await alice.copiesAnInviteLink();

  const bob = await cast.opensABrowser(new URL(link).pathname);
  await expect(bob.page.getByText(/Alice/).first()).toBeVisible();
  await bob.signsUpByHand(newPerson('Bob'));

  // Nothing is asked again: that is what the account was made for.
  await expect(bob.composer).toBeVisible();
  await bob.writes('I am here');
  await alice.seesUnread('Bob', 1);
  await alice.opens('Bob');
  await alice.sees('I am here');
  await alice.writes('Welcome');
  await bob.sees('Welcome');
});

test('somebody who has an account opens an invite link and is led to the conversation', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const { url } = await alice.api.createInvite();

  await bob.opensTheApp(new URL(url).pathname);
  await bob.acceptsTheInvite();
  await bob.writes('We knew each other');
  await alice.seesUnread('Bob', 1);
});

test('an invite link that leads nowhere says so', async ({ cast }) => {
  const sentence = 'This invite link does not work any more. Ask for a new one.';
  const stranger = await cast.opensABrowser('/invite/made-up');
  await expect(stranger.page.getByText(sentence)).toBeVisible();

  const alice = await cast.signsUp('Alice');
  await alice.opensTheApp('/invite/made-up');
  await expect(alice.dialog.getByText(sentence)).toBeVisible();
  await alice.dialog.getByRole('contentinfo').getByRole('button', { name: 'Close' }).click();
  await expect(alice.newConversation).toBeVisible();
});

test('whom one knows is found with no network, and the conversation opens', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  // It is kept on this device, and not only shown: so the first segment says where it begins.
  await expect.poll(() => alice.keeps(room, 'firstSeq')).toBe(true);
  await alice.goesHome();
  await alice.seesConversation('Bob');
  await alice.goesOffline();

  await alice.newConversation.click();
  await alice.found(bob.person).click();
  await alice.writes('written with no network');
  await alice.comesBack();
  await alice.seesDelivery('written with no network', 'sent');
});

test('a wrong password is named, and the right one opens the app', async ({ cast }) => {
  const { person } = await cast.signsUp('Alice');
  const elsewhere = await cast.opensABrowser();

  await elsewhere.signsInByHand({ ...person, password: 'not the password' });
  await expect(elsewhere.page.getByText('The name or the password is not right.')).toBeVisible();
  await elsewhere.signsInByHand(person);
  await expect(elsewhere.newConversation).toBeVisible();
});
