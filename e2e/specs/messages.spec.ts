import type { Device } from '../fixtures/device.ts';
import { writesHistory } from '../fixtures/history.ts';
import { expect, test } from '../fixtures/stage.ts';

/** Where everything stands of every message, and how much there is to scroll. */
const boxesOn = ({ messages }: Device): Promise<readonly string[]> =>
  messages.evaluateAll((rows) => {
    const log = rows[0]?.closest('[role="log"]');
    const boxes = rows
      .flatMap((row) => [row, ...row.querySelectorAll('*')])
      .map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [x, y, width, height].join(' ');
      });
    return [...boxes, `${log?.scrollWidth} ${log?.scrollHeight}`];
  });

/** What is measured once it does not change by itself any more. */
const atRest = async (measure: () => Promise<readonly string[]>): Promise<readonly string[]> => {
  let measured: readonly string[] = [];
  const changes = async (): Promise<boolean> => {
    const before = measured;
    measured = await measure();
    return measured.join() !== before.join();
  };
  await expect.poll(changes).toBe(false);
  return measured;
};

test('an edit shows everywhere, and that it is one', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await bob.opens('Alice');
  await alice.writes('see you at noom');
  await bob.sees('see you at noom');

  await alice.chooses('Edit', 'see you at noom');
  await expect(alice.composer).toHaveValue('see you at noom');
  await alice.composer.fill('see you at noon');
  await alice.page.keyboard.press('Enter');

  for (const screen of [alice, bob]) {
    await screen.sees('see you at noon');
    await expect(screen.message('see you at noon')).toContainText('edited');
    await screen.doesNotSee('see you at noom');
  }
});

test('a retracted message leaves its place and no word of it', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  await bob.opens('Alice');
  await alice.writes('I did not say this');
  await bob.sees('I did not say this');

  await alice.retracts('I did not say this');

  for (const screen of [alice, bob]) {
    await screen.doesNotSee('I did not say this');
    await expect(screen.messages.filter({ hasText: /retracted/i })).toHaveCount(1);
  }
  await bob.reloads();
  await expect(bob.messages).toHaveCount(1);
  await bob.doesNotSee('I did not say this');
  const { messages } = await bob.api.messages(room);
  expect(messages.map(({ text, retracted }) => ({ text, retracted }))).toEqual([
    { text: '', retracted: true },
  ]);
});

test('a reply quotes what it answers and leads back to it', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  await alice.writes('the question');
  await alice.seesDelivery('the question', 'sent');
  await bob.opens('Alice');
  for (let index = 1; index <= 60; index += 1) await alice.api.writes(room, `small talk ${index}`);
  await bob.sees('small talk 60');
  await bob.scrollsBackTo('the question');

  await bob.chooses('Reply', 'the question');
  await bob.writes('the answer');

  await alice.sees('the answer');
  await expect(alice.message('the answer')).toContainText('the question');
  await alice
    .message('the answer')
    .getByRole('button', { name: /the question/ })
    .click();
  await expect(alice.message('the question').first()).toBeInViewport();
});

test('an answer to what was said long ago quotes it, and nothing moves for that', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const guest = await cast.signsUp('Guest');
  const room = await alice.startsGroup('Tea', bob);
  const question = `the question, ${'which is long '.repeat(20)}`;
  await alice.writes(question);
  await alice.seesDelivery(question, 'sent');
  // Whoever joins does not see the past: what is said from here on lies in another part.
  await alice.api.addMember(room, guest.person.id);
  await bob.opens('Tea');
  await writesHistory(alice, room, 60);
  await bob.sees('number 60');
  await bob.scrollsBackTo(question);
  await bob.chooses('Reply', question);
  await bob.writes('the answer');
  await expect(bob.message('the answer')).toHaveAttribute('data-delivery', /sent|read/);

  for (const width of [1280, 390]) {
    // A device that keeps little does not know what was asked, and it takes a while until it does.
    const another = await cast.opensABrowser('/', { viewport: { width, height: 800 } });
    const { username, password } = bob.person;
    await another.api.signIn({ identifier: username, password, device: { name: 'Other', kind: 'sub' } });
    let answers: () => void = () => undefined;
    const relayAnswers = new Promise<void>((resolve) => {
      answers = resolve;
    });
    await another.context.route('**/place?*', async (route) => {
      await relayAnswers;
      await route.continue();
    });
    await another.goesTo(room);
    const quote = another.message('the answer').getByRole('button').first();
    await expect(quote).toContainText('Go to the original');
    await expect(another.message('the answer')).toBeInViewport();
    const before = await atRest(() => boxesOn(another));
    answers();
    await expect(quote).toContainText('Alice');
    await expect(quote).toContainText('the question');
    expect(await boxesOn(another)).toEqual(before);
    await quote.click();
    await expect(another.message(question)).toBeInViewport();
  }
});

test('a link to a message leads there in the same page', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  await alice.writes('the quay is ours');
  await alice.seesDelivery('the quay is ours', 'sent');
  const id = await alice.message('the quay is ours').getAttribute('data-message-id');
  const group = await alice.startsGroup('Harbour', bob);
  await alice.writes(`${alice.url}/c/${room}/${id}`, 'https://example.org/c/elsewhere');

  const links = alice.page.getByRole('log').getByRole('link');
  await expect(links.filter({ hasText: 'elsewhere' })).toHaveAttribute('target', '_blank');
  await links.filter({ hasText: room }).click();
  await expect(alice.message('the quay is ours')).toBeFocused();
  await expect(alice.page).toHaveURL(`${alice.url}/c/${room}/${id}`);
  await alice.page.goBack();
  await expect(alice.page).toHaveURL(`${alice.url}/c/${group}`);
});

test('a reaction is counted by everybody and taken back by who gave it', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await bob.opens('Alice');
  await alice.writes('I passed');
  await bob.sees('I passed');

  await bob.reacts('👍', 'I passed');
  await expect(alice.reaction('👍', 'I passed')).toBeVisible();
  await alice.reaction('👍', 'I passed').click();
  await expect(bob.reaction('👍', 'I passed')).toContainText('2');
  await bob.reaction('👍', 'I passed').click();
  await expect(alice.reaction('👍', 'I passed')).not.toContainText('2');
});

test('somebody is seen typing, and no longer when the message is there', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await bob.opens('Alice');

  await alice.composer.pressSequentially('Wait');
  await expect(bob.page.getByText(/typing/).first()).toBeVisible();
  await alice.button('Send').click();
  await bob.sees('Wait');
  await expect(bob.page.getByText(/typing/)).toHaveCount(0);
});

for (const width of [1280, 390])
  test(`nothing moves under the pointer, ${width} wide`, async ({ cast }) => {
    // Everything is measured two dozen times.
    test.slow();
    const alice = await cast.signsUp('Alice');
    const bob = await cast.signsUp('Bob');
    // All of it is in sight: nothing has to be scrolled to.
    await alice.page.setViewportSize({ width, height: 1_600 });
    const direct = await alice.startsDirectWith(bob);
    const group = await alice.startsGroup('Tea', bob);
    const said = ['a', 'ok', 'two words', '👍', `long ${'and longer '.repeat(30)}`, 'last'];
    for (const room of [direct, group]) {
      for (const text of said) await bob.api.writes(room, text);
      for (const text of said) await alice.api.writes(room, text);
      await alice.goesTo(room);
      await expect(alice.messages).toHaveCount(2 * said.length);
      // All of it is read: the line of what was new stands where it stays.
      await expect(alice.page).toHaveTitle(room === direct ? 'Bob – Skein' : 'Tea – Skein');
      const places = (): Promise<readonly string[]> =>
        alice.messages.evaluateAll((rows) => {
          const log = rows[0]?.closest('[role="log"]');
          const boxes = rows.map((row) => {
            const { x, y, width: wide, height } = row.getBoundingClientRect();
            return [x, y, wide, height].join(' ');
          });
          return [...boxes, `${log?.scrollWidth} ${log?.scrollHeight}`];
        });
      const before = await atRest(places);
      for (const row of await alice.messages.all()) {
        await row.hover();
        await expect(row.getByRole('toolbar')).toBeVisible();
        expect(await places()).toEqual(before);
      }
    }
  });
