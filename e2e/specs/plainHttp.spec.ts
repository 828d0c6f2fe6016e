import { newPerson } from '../fixtures/person.ts';
import { expect, test } from '../fixtures/stage.ts';

test('over plain HTTP from another machine people talk, and are told what does not work', async ({
  cast,
}) => {
  const elsewhere = { host: 'skein.test' };
  const alice = await cast.opensABrowser('/', elsewhere);
  await alice.signsUpByHand(newPerson('Alice'));
  const bob = await cast.opensABrowser('/', elsewhere);
  await bob.signsUpByHand(newPerson('Bob'));
  expect(await alice.page.evaluate(() => isSecureContext)).toBe(false);

  await expect(alice.page.getByText('cannot open without a network')).toBeVisible();
  await alice.button('What to do').click();
  await expect(alice.dialog).toContainText('reverse_proxy');
  await alice.closesTheDialog();

  await alice.findsAndStartsDirectWith(bob.person);
  const other = await alice.opensAnotherTab();
  await alice.writes('it works all the same');
  await other.sees('it works all the same');
  await bob.seesUnread('Alice', 1);
  await bob.opens('Alice');
  await bob.sees('it works all the same');
  await alice.seesDelivery('it works all the same', 'read');
  await bob.chooses('Copy', 'it works all the same');
  await expect(bob.page.getByText('did not allow copying')).toBeVisible();
  await alice.signsOut();
});
