import { expect, test } from '../fixtures/stage.ts';

const MESSAGES = 1_100;
const AT_ONCE = 20;

test('a conversation rolls over under its reader, who can go back to its beginning', async ({ cast }) => {
  test.slow();
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  await alice.writes('the very first');
  await bob.opens('Alice');
  await bob.sees('the very first');

  for (let sent = 0; sent < MESSAGES; sent += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => alice.api.writes(room, `number ${sent + index + 1}`)),
    );
  }
  await alice.writes('the very last');
  await bob.sees('the very last');
  await alice.seesDelivery('the very last', 'read');
  const { head } = await alice.api.room(room);
  expect(head).toBe(2);

  await bob.scrollsBackTo('the very first');
  await bob.button('Jump to latest').click();
  await bob.writes('back at the end');
  await alice.sees('back at the end');
});

test('what was written offline in a part that closed meanwhile goes into the open one', async ({ cast }) => {
  test.slow();
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  await alice.writes('the very first');
  await alice.seesDelivery('the very first', 'sent');

  await alice.goesOffline();
  await alice.writes('late by a whole part');
  for (let sent = 0; sent < 520; sent += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => bob.api.writes(room, `number ${sent + index + 1}`)),
    );
  }
  await bob.opens('Alice');
  await alice.comesBack();

  await bob.sees('late by a whole part');
  await expect(alice.message('the very first')).toBeInViewport();
  await alice.button('Jump to latest').click();
  await alice.seesDelivery('late by a whole part', 'read');
  const { messages } = await bob.api.messages(room);
  expect(messages.at(-1)?.text).toBe('late by a whole part');
  expect(messages.at(-1)?.seq).toBe(522);
});
