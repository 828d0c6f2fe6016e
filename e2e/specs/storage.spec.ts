import { writesHistory } from '../fixtures/history.ts';
import { expect, test } from '../fixtures/stage.ts';

const numbered = (number: number): string => `number ${number}.`;

test('a new main device brings home all that was ever said, and has it with no network', async ({ cast }) => {
  test.slow();
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  // More than one segment holds.
  await writesHistory(bob, room, 620, numbered);

  const laptop = await alice.signsInOn('Laptop at home');
  await expect.poll(() => laptop.keeps(room, numbered(7)), { timeout: 30_000 }).toBe(true);
  await laptop.looksAtItsStorage();
  await expect(laptop.dialog.getByText('1 conversation, all of it here')).toBeVisible();
  await laptop.closesTheDialog();
  await laptop.hasTheAppInstalled();
  await laptop.goesOffline();
  await laptop.opens('Bob');
  await laptop.sees(numbered(620));
  await laptop.scrollsBackTo(numbered(7));
});

test('a browser that promises nothing is said to promise nothing', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  await alice.page.evaluate(() => {
    navigator.storage.persist = () => Promise.resolve(false);
    navigator.storage.persisted = () => Promise.resolve(false);
  });
  await alice.looksAtItsStorage();
  await expect(alice.dialog.getByRole('status')).toContainText('the browser may delete what is here');
  await alice.button('Protect it').click();
  await expect(alice.dialog.getByRole('status')).toContainText(
    'The browser does not promise to keep what is here.',
  );
});

test('what is older leaves the device when its owner wants the space, and comes back when it is looked at', async ({
  cast,
}) => {
  test.slow();
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  // Three segments at least, also where they come so fast that each takes three times as many.
  await writesHistory(bob, room, 3_120, numbered);
  await expect.poll(() => alice.keeps(room, numbered(7)), { timeout: 30_000 }).toBe(true);
  await alice.goesHome();

  await alice.looksAtItsStorage();
  const freeUp = alice.button('Free up space');
  await expect(freeUp).toBeEnabled();
  await freeUp.focus();
  await alice.page.keyboard.press('Enter');
  await expect(alice.dialog.getByText('there is nothing to let go of')).toBeVisible();
  await expect(alice.button('Keep everything again')).toBeVisible();
  await alice.closesTheDialog();
  expect(await alice.keeps(room, numbered(7))).toBe(false);
  expect(await alice.keeps(room, numbered(3120))).toBe(true);
  await alice.opens('Bob');
  await alice.scrollsBackTo(numbered(7));

  await expect.poll(() => alice.keeps(room, numbered(7)), { timeout: 30_000 }).toBe(true);

  await alice.goesHome();
  await alice.looksAtItsStorage();
  await freeUp.click();
  await expect.poll(() => alice.keeps(room, numbered(7))).toBe(false);
  await alice.button('Keep everything again').click();
  await expect.poll(() => alice.keeps(room, numbered(7)), { timeout: 30_000 }).toBe(true);
});

test('a full disk loses nothing: the composer keeps its text and says why, and sends it when there is space', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice', { keepsItsData: true });
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await alice.writes('while there is space');
  await alice.seesDelivery('while there is space', 'sent');
  await alice.closesTheBrowser();
  await alice.startsTheBrowser();
  await alice.hasSpaceFor(1);
  await alice.opensTheApp();
  await alice.opens('Bob');
  await alice.sees('while there is space');
  await alice.composer.fill('kept by the composer');
  await alice.button('Send').click();
  await expect(alice.page.getByText(/no room left/)).toBeVisible();
  await expect(alice.composer).toHaveValue('kept by the composer');
  await expect(alice.message('kept by the composer')).toHaveCount(0);

  await alice.hasSpaceFor(undefined);
  await alice.button('Send').click();
  await alice.seesDelivery('kept by the composer', 'sent');
  await bob.opens('Alice');
  await bob.seesInOrder('while there is space', 'kept by the composer');
});
