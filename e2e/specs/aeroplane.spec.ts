import { expect, test } from '../fixtures/stage.ts';

const HOUR = 3_600_000;

test('what was written in an aeroplane arrives once, last, unread and with its own time', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice', { keepsItsData: true });
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  await alice.writes('before take-off');
  await bob.opens('Alice');
  await bob.sees('before take-off');
  await alice.seesDelivery('before take-off', 'read');

  await alice.hasTheAppInstalled();
  await alice.goesOffline();
  await alice.clockSays(Date.now() - 3 * HOUR);
  await alice.writes('above the clouds', 'still above them');
  await alice.seesDelivery('above the clouds', 'pending');
  await alice.closesTheBrowser();

  await bob.writes('meanwhile on the ground');
  await bob.seesDelivery('meanwhile on the ground', 'sent');
  await bob.goesHome();

  await alice.opensTheBrowser(`/c/${room}`);
  await alice.seesInOrder('before take-off', 'above the clouds', 'still above them');
  await alice.seesDelivery('above the clouds', 'pending');
  await alice.seesDelivery('still above them', 'pending');

  await alice.comesBack();
  await alice.seesDelivery('above the clouds', 'sent');
  await alice.seesDelivery('still above them', 'sent');
  await bob.seesUnread('Alice', 2);

  const inOrder = ['before take-off', 'meanwhile on the ground', 'above the clouds', 'still above them'];
  await alice.seesInOrder(...inOrder);
  await bob.opens('Alice');
  await bob.seesInOrder(...inOrder);
  await expect(bob.newMessagesLine).toBeVisible();
  await expect(bob.message('above the clouds')).toContainText(/written/i);
  await expect(bob.message('meanwhile on the ground')).not.toContainText(/written/i);
  await alice.seesDelivery('above the clouds', 'read');
  await alice.seesDelivery('still above them', 'read');
});
