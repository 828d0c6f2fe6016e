import { expect, test } from '../fixtures/stage.ts';

test('a group is started, renamed, joined and left', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const carol = await cast.signsUp('Carol');

  await alice.startsGroupByHand('Climbing', bob.person);
  await alice.writes('Saturday?');
  await bob.seesUnread('Climbing', 1);
  await bob.opens('Climbing');
  await bob.sees('Saturday?');

  await alice.renamesTheGroup('Bouldering');
  await bob.seesConversation('Bouldering');

  await alice.addsMember(carol.person);
  await carol.seesConversation('Bouldering');
  await carol.opens('Bouldering');
  await carol.writes('I come along');
  await alice.sees('I come along');
  await bob.sees('I come along');

  await bob.leavesTheGroup();
  await expect(bob.conversation('Bouldering')).toHaveCount(0);
  await carol.writes('Where is Bob');
  await alice.sees('Where is Bob');
  expect(bob.frames.contain('Where is Bob')).toBe(false);

  await alice.removesMember('Carol');
  await expect(carol.conversation('Bouldering')).toHaveCount(0);
});

test('who comes back sees what was before leaving and after coming back, and nothing between', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsGroup('Climbing', bob);
  await alice.writes('while Bob was here');
  await bob.seesUnread('Climbing', 1);
  await alice.api.removeMember(room, bob.person.id);
  await expect(bob.conversation('Climbing')).toHaveCount(0);
  await alice.writes('while Bob was away');
  await alice.seesDelivery('while Bob was away', 'sent');
  await alice.api.addMember(room, bob.person.id);
  await alice.writes('Bob is back');

  await bob.seesUnread('Climbing', 2);
  await bob.opens('Climbing');
  await bob.sees('Bob is back');
  expect(bob.frames.contain('while Bob was away')).toBe(false);
});
