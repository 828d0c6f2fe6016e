import { expect, test } from '../fixtures/stage.ts';

test.use({ ownRelay: {} });

test('the relay dies while people talk, and nobody loses a word', async ({ cast, relay }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  await bob.opens('Alice');
  await alice.writes('before');
  await bob.sees('before');

  await relay.isKilled();
  await alice.writes('in the dark');
  await alice.seesDelivery('in the dark', 'pending');
  await bob.writes('in the dark, too');
  await relay.restarts();
  await alice.isConnectedAgain();
  await bob.isConnectedAgain();

  await alice.seesDelivery('in the dark', 'read');
  await bob.seesDelivery('in the dark, too', 'read');
  const { messages } = await alice.api.messages(room);
  const texts = messages.map(({ text }) => text);
  expect(texts.toSorted()).toEqual(['before', 'in the dark', 'in the dark, too']);
  await alice.seesInOrder(...texts);
  await bob.seesInOrder(...texts);
});

test('what was seen before opens with no relay and no network', async ({ cast, relay }) => {
  const alice = await cast.signsUp('Alice', { keepsItsData: true });
  const bob = await cast.signsUp('Bob');
  const carol = await cast.signsUp('Carol');
  const fromBob = await bob.startsDirectWith(alice);
  await bob.writes('a word of Bob');
  const fromCarol = await carol.startsDirectWith(alice);
  await carol.writes('a word of Carol');
  await alice.opens('Bob');
  await alice.sees('a word of Bob');
  await alice.seesUnread('Carol', 1);
  await alice.hasTheAppInstalled();
  await expect.poll(() => alice.keeps(fromBob, 'a word of Bob')).toBe(true);
  await expect.poll(() => alice.keeps(fromCarol, 'a word of Carol')).toBe(true);
  await alice.closesTheBrowser();
  await relay.isKilled();
  await alice.goesOffline();

  await alice.opensTheBrowser();
  await alice.opens('Bob');
  await alice.sees('a word of Bob');
  await alice.opens('Carol');
  await alice.sees('a word of Carol');
  await alice.writes('I answer when I can');
  await alice.seesDelivery('I answer when I can', 'pending');

  await relay.restarts();
  await alice.comesBack();
  await alice.seesDelivery('I answer when I can', 'sent');
  await carol.isConnectedAgain();
  await carol.sees('I answer when I can');
});
