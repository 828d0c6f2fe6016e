import { makeConversations } from '../fixtures/population.ts';
import { expect, test } from '../fixtures/stage.ts';

const CONVERSATIONS = 1_000;
const SAID = 'About topic 3 there is a word 0 to say, and some more after it.';

test('somebody with a thousand conversations finds and opens each, with no network too', async ({ cast }) => {
  test.slow();
  const alice = await cast.signsUp('Alice', { keepsItsData: true });
  const bob = await cast.signsUp('Bob');
  const rooms = await makeConversations(bob.api, alice.person.id, CONVERSATIONS, 1);
  expect(rooms).toHaveLength(CONVERSATIONS);
  await alice.goesHome();
  await expect(alice.page).toHaveTitle(`(${CONVERSATIONS}) Skein`, { timeout: 60_000 });
  await alice.hasTheAppInstalled();

  // Far beyond what a device keeps synced: fetched when it is opened, and then kept.
  await alice.goesTo(rooms[3] ?? '');
  await alice.sees(SAID);
  await expect(alice.page).toHaveTitle(/^\(999\) /);
  // It is the relay's list that says so, and not what this page remembers.
  await bob.goesTo(rooms[3] ?? '');
  await bob.seesDelivery(SAID, 'read');
  await alice.goesHome();
  await expect(alice.page).toHaveTitle('(999) Skein');

  await alice.closesTheBrowser();
  await alice.goesOffline();
  await alice.opensTheBrowser();
  await expect(alice.page).toHaveTitle('(999) Skein');
  await alice.searches('Circle');
  await alice.page.keyboard.press('Escape');
  await alice.goesTo(rooms[3] ?? '');
  await alice.sees(SAID);
});
