import { expect, test } from '../fixtures/stage.ts';

test('somebody who was removed while offline gets the pending messages back, and nobody else gets them', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const mallory = await cast.signsUp('Mallory');
  const room = await alice.startsGroup('Climbing', bob, mallory);
  await bob.opens('Climbing');
  await mallory.opens('Climbing');
  await alice.writes('who brings the rope');
  await mallory.sees('who brings the rope');

  const pending = ['I have the rope', 'you will never see it', 'it is mine'];
  await mallory.goesOffline();
  await mallory.writes(...pending);
  await alice.removesMember('Mallory');
  await alice.writes('Mallory is out');
  await mallory.comesBack();

  await expect(mallory.conversation('Climbing')).toHaveCount(0);
  await mallory.seesReturned(...pending.map((text) => ({ text, reason: 'no longer in this conversation' })));
  await expect.poll(() => mallory.databases()).not.toContainEqual(expect.stringContaining(room));

  await alice.writes('the last word');
  await bob.seesInOrder('who brings the rope', 'Mallory is out', 'the last word');
  for (const text of pending) {
    expect(alice.frames.contain(text)).toBe(false);
    expect(bob.frames.contain(text)).toBe(false);
  }
  expect(bob.frames.contain('the last word')).toBe(true);
  expect(mallory.frames.contain('Mallory is out')).toBe(false);
});
