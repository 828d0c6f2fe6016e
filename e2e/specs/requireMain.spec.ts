import { expect, test } from '../fixtures/stage.ts';

test.use({ ownRelay: { REQUIRE_MAIN: 'true' } });

/** A device that is gone without a word is missed after half a minute at most; who is sent away asks as rarely. */
const timeout = 60_000;

const WAITING = 'This device goes on as soon as a main device of yours is connected.';

test('where a main device is required, a borrowed browser waits for it and goes on by itself', async ({
  cast,
}) => {
  const laptop = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await bob.startsDirectWith(laptop);
  await laptop.seesConversation('Bob');
  const borrowed = await cast.opensABrowser();
  await borrowed.signsInByHand(laptop.person);
  await borrowed.opens('Bob');

  await laptop.goesOffline();
  await expect(borrowed.page.getByText(WAITING)).toBeVisible({ timeout });
  await borrowed.writes('written while waiting');
  await borrowed.seesDelivery('written while waiting', 'pending');
  expect(bob.frames.contain('written while waiting')).toBe(false);

  await laptop.comesBack();
  await expect(borrowed.page.getByText(WAITING)).toHaveCount(0, { timeout });
  await bob.sees('written while waiting');
  await borrowed.seesDelivery('written while waiting', 'read');
});
