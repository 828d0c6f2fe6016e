import { expect, test } from '../fixtures/stage.ts';

test('somebody who joins a group receives no byte from before', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const trudy = await cast.signsUp('Trudy');
  const room = await alice.startsGroup('Climbing', bob);
  await bob.opens('Climbing');
  await alice.writes('a secret of the past');
  await bob.sees('a secret of the past');
  await bob.writes('another secret');
  await alice.sees('another secret');

  await alice.addsMember(trudy.person);
  await alice.writes('welcome Trudy');
  await trudy.seesUnread('Climbing', 1);
  await trudy.opens('Climbing');
  await trudy.sees('welcome Trudy');
  await trudy.writes('good to be here');
  await bob.seesInOrder('a secret of the past', 'another secret', 'welcome Trudy', 'good to be here');

  expect(trudy.frames.contain('welcome Trudy')).toBe(true);
  expect(trudy.frames.contain('a secret of the past')).toBe(false);
  expect(trudy.frames.contain('another secret')).toBe(false);
  const { messages } = await trudy.api.messages(room);
  expect(messages.map(({ text }) => text)).toEqual(['welcome Trudy', 'good to be here']);
});
