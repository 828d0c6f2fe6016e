import { newMessageId } from '@skein/shared/ids';
import { REFUSALS, type Refusal } from '@skein/shared/refusals';
import type { Device } from '../fixtures/device.ts';
import { expect, test } from '../fixtures/stage.ts';
import { StockPage } from '../fixtures/stock/stockPage.ts';

const messageOf = async (device: Device, text: string) => ({
  id: newMessageId(),
  author: device.person.id,
  device: (await device.api.session()).device.id,
  sentAt: Date.now(),
  kind: 'text',
  text,
});

test('a page with nothing but stock packages reads, appends and gets its stamp', async ({ cast, relay }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  await alice.writes('from the app');
  await alice.seesDelivery('from the app', 'sent');

  const page = await StockPage.joins(bob, relay.url, room);
  await page.hasReceived(1);
  const message = await messageOf(bob, 'from a stock page');
  await page.appends(message);

  await expect
    .poll(() => page.stampOf(message.id))
    .toEqual({ seq: 2, at: expect.any(Number) as unknown, author: bob.person.id });
  await alice.sees('from a stock page');
});

interface Crime {
  readonly name: string;
  readonly reason: Refusal;
  readonly commit: (page: StockPage, mallory: Device, alice: Device) => Promise<void>;
}

const CRIMES: readonly Crime[] = [
  {
    name: 'writes in the name of somebody else',
    reason: 'author-foreign',
    commit: async (page, mallory, alice) => {
      await page.appends({ ...(await messageOf(mallory, 'a forgery')), author: alice.person.id });
    },
  },
  {
    name: 'puts a message before those of others',
    reason: 'not-an-append',
    commit: async (page, mallory) => page.insertsAtTheStart(await messageOf(mallory, 'a forgery')),
  },
  {
    name: 'deletes what somebody else wrote',
    reason: 'deletion-foreign',
    commit: (page) => page.deletesTheFirstMessage(),
  },
  {
    name: 'moves the cursor of somebody else',
    reason: 'device-foreign',
    commit: async (page, mallory, alice) =>
      page.sets('cursors', (await alice.api.session()).device.id, { user: mallory.person.id, seq: 1 }),
  },
  {
    name: 'stamps a message',
    reason: 'root-forbidden',
    commit: (page, mallory) => page.sets('stamps', 'forged', { seq: 1, at: 1, author: mallory.person.id }),
  },
];

test('a stock page that breaks a rule is closed for good, and nobody else notices', async ({
  cast,
  relay,
}) => {
  const alice = await cast.signsUp('Alice');
  const mallory = await cast.signsUp('Mallory');
  const room = await alice.startsDirectWith(mallory);
  await alice.writes('words of Alice');
  await alice.seesDelivery('words of Alice', 'sent');

  for (const { name, reason, commit } of CRIMES)
    await test.step(name, async () => {
      const page = await StockPage.joins(mallory, relay.url, room);
      await page.hasReceived(1);
      await commit(page, mallory, alice);
      await expect.poll(() => page.closedWith()).toBe(REFUSALS[reason].code);
    });

  await alice.writes('all is well');
  await alice.seesDelivery('all is well', 'sent');
  await alice.seesInOrder('words of Alice', 'all is well');
  await alice.doesNotSee('a forgery');
  expect(alice.frames.contain('a forgery')).toBe(false);
  const { messages } = await alice.api.messages(room);
  expect(messages.map(({ text }) => text)).toEqual(['words of Alice', 'all is well']);
});

test('a stock page of a stranger gets nothing', async ({ cast, relay }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const mallory = await cast.signsUp('Mallory');
  const room = await alice.startsDirectWith(bob);
  await alice.writes('words of Alice');
  await alice.seesDelivery('words of Alice', 'sent');

  const page = await StockPage.joins(mallory, relay.url, room);

  await expect.poll(() => page.closedWith()).toBe(REFUSALS['room-forbidden'].code);
  expect(mallory.frames.contain('words of Alice')).toBe(false);
});
