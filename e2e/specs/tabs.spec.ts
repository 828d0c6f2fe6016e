import { expect, test } from '../fixtures/stage.ts';

test('two tabs show the same, online and offline, and send once', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  const other = await alice.opensAnotherTab();
  await bob.opens('Alice');

  await alice.writes('from the first tab');
  await other.sees('from the first tab');
  await other.writes('from the second tab');
  await alice.sees('from the second tab');

  await alice.goesOffline();
  await alice.writes('first tab, offline');
  await other.sees('first tab, offline');
  await other.seesDelivery('first tab, offline', 'pending');
  await other.writes('second tab, offline');
  await alice.sees('second tab, offline');
  await alice.comesBack();

  const all = ['from the first tab', 'from the second tab', 'first tab, offline', 'second tab, offline'];
  for (const screen of [alice, other]) {
    for (const text of all) await screen.seesDelivery(text, 'read');
    await screen.seesInOrder(...all);
  }
  await bob.seesInOrder(...all);
  const { messages } = await bob.api.messages(room);
  expect(messages.map(({ text }) => text)).toEqual(all);
});

test('a tab sends what was written in one that is closed', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  const other = await alice.opensAnotherTab();
  await expect(other.composer).toBeVisible();

  await alice.goesOffline();
  await other.writes('written in a tab that is gone');
  await alice.sees('written in a tab that is gone');
  await other.page.close();
  await alice.comesBack();

  await alice.seesDelivery('written in a tab that is gone', 'sent');
  await bob.opens('Alice');
  await bob.sees('written in a tab that is gone');
});
