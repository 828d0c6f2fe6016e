import type { Page } from '@playwright/test';
import { newPerson } from '../fixtures/person.ts';
import { expect, test } from '../fixtures/stage.ts';

const PHONE = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  reducedMotion: 'reduce',
} as const;
const LONG_NAME = 'Bartholomew of the Harbour and of the Seven Lighthouses';

/** What the next message that is pointed out stands on; that lasts for two seconds, so one waits for it beforehand. */
const pointedOutIn = (page: Page): Promise<string> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const look = (): void => {
          const text = document.querySelector('[data-highlighted] [dir="auto"]');
          if (text?.parentElement) resolve(getComputedStyle(text.parentElement).backgroundColor);
        };
        new MutationObserver(look).observe(document.body, {
          subtree: true,
          childList: true,
          attributeFilter: ['data-highlighted'],
        });
      }),
  );

test('on a phone, whoever is led to a message sees which it is, and no keyboard comes up', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice', PHONE);
  const bob = await cast.signsUp('Bob');
  await bob.startsGroup('Harbour', alice);
  await bob.writes('who takes the lights', 'and who the ropes');
  await alice.seesUnread('Harbour', 2);

  await alice.searches('lights');
  const colour = pointedOutIn(alice.page);
  await alice.foundMessage('who takes the lights').tap();
  expect(await colour).not.toBe('rgba(0, 0, 0, 0)');
  const led = alice.message('who takes the lights');
  await expect(led).toBeFocused();
  await expect(led.getByRole('toolbar')).toHaveCount(0);
  await led.tap();
  await expect(led.getByRole('toolbar')).toBeVisible();
});

test('on a phone, somebody of a long name does not push the buttons of a new group out of sight', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice', PHONE);
  const somebody = await cast.opensABrowser('/');
  await somebody.signsUpByHand({ ...newPerson('Bart'), name: LONG_NAME });
  await alice.newConversation.click();
  await alice.button('New group').click();
  await alice.searchesFor(somebody.person);
  await expect(alice.button(`Leave out ${LONG_NAME}`)).toBeInViewport({ ratio: 1 });
  await expect(alice.button('Create group')).toBeInViewport({ ratio: 1 });
});

test('on a phone, a tap shows what can be done with a message, and one more all of it', async ({ cast }) => {
  const alice = await cast.signsUp('Alice', PHONE);
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await bob.seesConversation('Alice');
  await bob.opens('Alice');
  await bob.writes('at the quay');
  await alice.message('at the quay').tap();
  await alice.message('at the quay').getByRole('button', { name: 'More' }).tap();
  await alice.page.getByRole('menuitem', { name: 'Reply' }).tap();
  await expect(alice.page.getByText('Reply to Bob')).toBeVisible();
});
