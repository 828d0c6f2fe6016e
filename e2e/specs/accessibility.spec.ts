import { AxeBuilder } from '@axe-core/playwright';
import type { Device } from '../fixtures/device.ts';
import { opensKeepingNothing } from '../fixtures/profile.ts';
import { expect, test } from '../fixtures/stage.ts';

const SIZES = {
  wide: { width: 1280, height: 800 },
  narrow: { width: 390, height: 844 },
} as const;

const hasNoBarriers = async (device: Device): Promise<void> => {
  const { violations } = await new AxeBuilder({ page: device.page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
};

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`no screen has a barrier, ${size} and ${colorScheme}`, async ({ cast }) => {
      // Axe looks at everything a dozen times.
      test.slow();
      const options = { viewport, colorScheme, reducedMotion: 'reduce' } as const;
      const stranger = await cast.opensABrowser('/', options);
      await expect(stranger.button('Sign in')).toBeVisible();
      await hasNoBarriers(stranger);
      const code = await stranger.asksToBeLinked();
      await hasNoBarriers(stranger);

      const alice = await cast.signsUp('Alice', options);
      await hasNoBarriers(alice);

      const bob = await cast.signsUp('Bob');
      const room = await bob.startsGroup('Climbing', alice);
      await bob.writes('who brings the rope', 'and who the ladder');
      await alice.seesUnread('Climbing', 2);
      await hasNoBarriers(alice);

      await alice.opens('Climbing');
      await alice.writes('I do');
      await hasNoBarriers(alice);

      await alice.button('Members').click();
      await expect(alice.member('Bob')).toBeVisible();
      await hasNoBarriers(alice);

      await alice.goesTo(room);
      await alice.goesHome();
      await alice.newConversation.click();
      await expect(alice.page.getByRole('dialog')).toBeVisible();
      await hasNoBarriers(alice);
      await alice.closesTheDialog();

      await alice.searches('rope');
      await alice.finds('who brings the rope');
      await hasNoBarriers(alice);
      await alice.button('From').click();
      await expect(alice.results.getByRole('option', { name: 'From Bob' })).toBeVisible();
      await hasNoBarriers(alice);
      await alice.searches('nothing like it');
      await alice.findsNothing();
      await alice.button('Date').click();
      await expect(alice.button('Search there')).toBeVisible();
      await hasNoBarriers(alice);
      await alice.page.keyboard.press('Escape');
      await alice.button('Leave the search').click();

      await alice.typesTheLinkCode(code);
      await expect(alice.button('Link device')).toBeVisible();
      await hasNoBarriers(alice);
      await alice.button('Do not link').click();
      await alice.button('Done').click();
      await expect(stranger.button('Get a new code')).toBeVisible();
      await hasNoBarriers(stranger);
      await alice.signsInOn('Phone');
      await expect(alice.page.getByText('New sign-in: Phone')).toBeVisible();
      await hasNoBarriers(alice);
      await alice.opensDevices();
      await expect(alice.device('Phone')).toBeVisible();
      await hasNoBarriers(alice);
    });
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`nor have the ways to a day and to who has read, ${colorScheme}`, async ({ cast }) => {
    const alice = await cast.signsUp('Alice', { colorScheme, reducedMotion: 'reduce' });
    const bob = await cast.signsUp('Bob');
    await alice.startsGroup('Climbing', bob);
    await bob.opens('Climbing');
    await alice.writes('I do');
    await alice.button('Jump to a date').click();
    await expect(alice.page.getByLabel('Go to the messages of')).toBeVisible();
    await hasNoBarriers(alice);
    await alice.page.keyboard.press('Escape');
    await expect(alice.page.getByLabel('Go to the messages of')).toHaveCount(0);

    await alice.seesDelivery('I do', 'read');
    await alice.message('I do').click({ button: 'right' });
    await alice.page.getByRole('menuitem', { name: 'Seen by…' }).click();
    await expect(alice.dialog.getByRole('list', { name: 'Read' })).toContainText('Bob');
    await hasNoBarriers(alice);
  });
}

test('nor has the one that says that nothing is kept here', async ({ cast }) => {
  const stranger = await cast.opensABrowser('/', { keepsItsData: true });
  await stranger.closesTheBrowser();
  await opensKeepingNothing(stranger);
  await expect(stranger.button('Try again')).toBeVisible();
  await hasNoBarriers(stranger);
});
