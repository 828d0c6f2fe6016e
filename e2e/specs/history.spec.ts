import type { Page } from '@playwright/test';
import type { Device } from '../fixtures/device.ts';
import { LONG, writesHistory, writesLongHistory } from '../fixtures/history.ts';
import { expect, test } from '../fixtures/stage.ts';

/** The text and place of the message that stands nearest to the middle of the view. */
const middle = (page: Page): Promise<{ id: string; top: number }> =>
  page.getByRole('log', { name: 'Messages' }).evaluate((log) => {
    const { top, height } = log.getBoundingClientRect();
    const rows = [...log.querySelectorAll('[data-message-id]')].map((row) => ({
      id: row.getAttribute('data-message-id') ?? '',
      top: row.getBoundingClientRect().top - top,
    }));
    const away = (row: { top: number }): number => Math.abs(row.top - height / 2);
    return rows.reduce((nearest, row) => (away(row) < away(nearest) ? row : nearest));
  });

/** How much there is left to scroll. */
const roomAt = (page: Page): Promise<{ above: number; below: number }> =>
  page.getByRole('log', { name: 'Messages' }).evaluate((log) => ({
    above: log.scrollTop,
    below: log.scrollHeight - log.clientHeight - log.scrollTop,
  }));

/**
 * Turns the wheel; the reader's place moves by what there was to scroll, or by more when more is loaded meanwhile.
 * @returns by how many pixels it moved otherwise, however soon the browser does it
 */
const jumpAfter = async (page: Page, by: number): Promise<number> => {
  const before = await middle(page);
  const { above, below } = await roomAt(page);
  const least = Math.min(Math.abs(by), by < 0 ? above : below);
  await page.mouse.wheel(0, by);
  const moved = await page.getByRole('log', { name: 'Messages' }).evaluate(
    (log, { id, top, least, up }) =>
      new Promise<number | undefined>((done) => {
        let last: number | undefined;
        let frames = 0;
        let still = 0;
        const look = (): void => {
          const row = log.querySelector(`[data-message-id="${id}"]`);
          if (row === null) return done(undefined);
          const moved = (row.getBoundingClientRect().top - log.getBoundingClientRect().top - top) * up;
          still = moved === last ? still + 1 : 0;
          last = moved;
          frames += 1;
          if ((still >= 2 && moved > least - 1) || frames > 600) done(moved);
          else requestAnimationFrame(look);
        };
        look();
      }),
    { ...before, least, up: -Math.sign(by) },
  );
  // Out of sight: by so little nothing is scrolled away that stood in the middle.
  if (moved === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(0, least - moved, moved - Math.abs(by));
};

const topOf = (page: Page, id: string): Promise<number | undefined> =>
  page.getByRole('log', { name: 'Messages' }).evaluate((log, message) => {
    const row = log.querySelector(`[data-message-id="${message}"]`);
    return row ? row.getBoundingClientRect().top - log.getBoundingClientRect().top : undefined;
  }, id);

/** A wheel scrolls for some frames. */
const comesToRest = (page: Page): Promise<void> =>
  page.getByRole('log', { name: 'Messages' }).evaluate(
    (log) =>
      new Promise((done) => {
        let still = 0;
        let before = log.scrollTop;
        const look = (): void => {
          still = log.scrollTop === before ? still + 1 : 0;
          before = log.scrollTop;
          if (still === 20) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );

/** Alice and Bob in a group, and somebody who comes and goes. */
const inAGroup = async (cast: {
  signsUp(name: string): Promise<Device>;
}): Promise<{ alice: Device; bob: Device; guest: Device; room: string }> => {
  const [alice, bob, guest] = [
    await cast.signsUp('Alice'),
    await cast.signsUp('Bob'),
    await cast.signsUp('Guest'),
  ];
  const room = await alice.startsGroup('Tea', bob);
  await alice.goesHome();
  return { alice, bob, guest, room };
};

test('history of any length is read back and forth without a jump, and is never all there at once', async ({
  cast,
}) => {
  test.slow();
  const { alice, bob, guest, room } = await inAGroup(cast);
  await writesLongHistory(alice, room, guest);
  await guest.closesTheBrowser();
  // Whoever enters before that is led to where the conversation was when they left it.
  await bob.seesUnread('Tea', LONG);
  await bob.goesTo(room);
  await bob.sees(`number ${LONG}`);

  const log = bob.page.getByRole('log', { name: 'Messages' });
  await log.hover();
  let largestJump = 0;
  let mostRows = 0;
  const scrolls = async (by: number): Promise<void> => {
    largestJump = Math.max(largestJump, await jumpAfter(bob.page, by));
    mostRows = Math.max(mostRows, await bob.messages.count());
  };
  const beginning = bob.page.getByText('This is the beginning');
  for (let steps = 0; steps < 900 && !(await beginning.isVisible()); steps += 1) await scrolls(-250);
  await expect(beginning).toBeVisible();
  await expect(bob.message('number 1')).toBeVisible();
  expect(mostRows).toBeLessThan(150);
  expect(largestJump).toBeLessThan(2);

  for (let steps = 0; steps < 20; steps += 1) await scrolls(250);
  await bob.button('Jump to latest').click();
  await bob.sees(`number ${LONG}`);
});

test('a link, a reply and a date lead anywhere in it, and back', async ({ cast }) => {
  test.slow();
  const { alice, bob, guest, room } = await inAGroup(cast);
  const today = await bob.page.evaluate(() => new Date().toLocaleDateString('sv'));
  const ids = await writesLongHistory(alice, room, guest);
  await guest.closesTheBrowser();
  const path = `/c/${room}/${ids[699]}`;

  // A link opens there, also for somebody who has to sign in first, and reads nothing that is after it.
  const elsewhere = await cast.opensABrowser(path);
  await elsewhere.button('Sign in').first().click();
  await elsewhere.signsInByHand(bob.person);
  await expect(elsewhere.message('number 700')).toBeInViewport();
  await elsewhere.goesHome();
  await elsewhere.seesUnread('Tea', LONG);
  await elsewhere.closesTheBrowser();

  // What is written there goes to the end, and the writer with it.
  await bob.page.goto(bob.url + path);
  await expect(bob.message('number 700')).toBeInViewport();
  await bob.chooses('Reply', 'number 700');
  await bob.writes('I remember');
  await expect(bob.message('I remember')).toBeInViewport();
  await expect(bob.page).toHaveURL(new RegExp(`/c/${room}$`));
  await bob.page.goto(`${bob.url}/c/${room}/nobodywrotethis`);
  await expect(bob.page.getByText('There is no such message here')).toBeVisible();
  await bob.sees('I remember');

  // The reply leads to its original, and both ways back lead to where one stood.
  await writesHistory(alice, room, 12, (number) => `later ${number}`);
  await expect(bob.message('later 12')).toBeInViewport();
  await bob.page.getByRole('log', { name: 'Messages' }).hover();
  await comesToRest(bob.page);
  await bob.page.mouse.wheel(0, -500);
  await expect(bob.message('later 12')).not.toBeInViewport();
  const original = bob.message('I remember').getByRole('button').first();
  await expect(original).toContainText('number 700');
  // What is to be clicked may have to be scrolled to.
  await original.hover();
  await comesToRest(bob.page);
  const { id, top } = await middle(bob.page);
  const standsAgain = (): Promise<void> =>
    expect.poll(async () => Math.abs(((await topOf(bob.page, id)) ?? 1e6) - top)).toBeLessThan(4);
  await original.click();
  await expect(bob.message('number 700')).toBeInViewport();
  await bob.button('Back to where you were').click();
  await standsAgain();
  await bob.page.goForward();
  await expect(bob.message('number 700')).toBeInViewport();
  await bob.page.goBack();
  await standsAgain();

  // A date leads to the first message of its day.
  await bob.button('Jump to a date').click();
  await bob.page.getByLabel('Go to the messages of').fill(today);
  await bob.button('Go').click();
  await expect(bob.message('number 1')).toBeInViewport();
  await bob.button('Jump to latest').click();
  await expect(bob.message('later 12')).toBeInViewport();
});

test('a device that was away for ten segments comes back to where it stood, and finds the end', async ({
  cast,
}) => {
  test.slow();
  const { alice, bob, guest, room } = await inAGroup(cast);
  await alice.api.writes(room, 'before the journey');
  await bob.seesUnread('Tea', 1);
  await bob.opens('Tea');
  await bob.sees('before the journey');
  await bob.seesNothingUnread('Tea');
  await bob.goesOffline();
  await bob.writes('written on the train');
  await writesLongHistory(alice, room, guest);
  await guest.closesTheBrowser();
  await bob.comesBack();

  await expect(bob.button('Jump to latest')).toBeVisible({ timeout: 60_000 });
  await expect(bob.message('before the journey')).toBeInViewport();
  await bob.seesUnread('Tea', LONG);
  await bob.button('Jump to latest').click();
  await expect(bob.message('written on the train')).toBeInViewport();
  await bob.seesNothingUnread('Tea');
  await bob.seesDelivery('written on the train', 'sent');
  const { messages } = await alice.api.messages(room);
  expect(messages.at(-1)?.text).toBe('written on the train');
});

test('whoever enters with much unread is led to the first of it, and reads nothing by looking there', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  await bob.opens('Alice');
  await alice.writes('the last that Bob read');
  await bob.sees('the last that Bob read');
  await alice.seesDelivery('the last that Bob read', 'read');
  await bob.goesHome();
  await alice.goesHome();
  await writesHistory(alice, room, 2_000);
  await bob.seesUnread('Alice', 2_000);
  await bob.opens('Alice');
  await bob.sees('number 2000');
  await bob.button('2,000 new messages').click();
  await expect(bob.message('number 1')).toBeInViewport();
  await expect(bob.newMessagesLine).toBeInViewport();
  await expect(bob.button('2,000 new messages')).toHaveCount(0);
  await bob.button('Back to where you were').click();
  await expect(bob.message('number 2000')).toBeInViewport();
});
