import type { Conversation } from '@skein/client/app/conversationModel';
import { expect, test, vi } from 'vitest';
import { me, messages, opened, settles, texts, until } from './devices/household.ts';
import { stage } from './devices/stage.ts';

/** A machine that is busy with all other tests takes its time. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

const { relay, browser, pair } = stage({ MESSAGE_RATE: '0', MESSAGE_BURST: '0' });

/** Every message has its stamp, and there are so many. */
const allStamped = (conversation: Conversation, count: number): Promise<void> =>
  until(
    conversation.view,
    () =>
      messages(conversation).length === count && messages(conversation).every(({ seq }) => seq !== undefined),
  );

const seqs = (conversation: Conversation) => messages(conversation).map(({ seq }) => seq);

test('what came after the backup comes back from those who wrote it, once, in one order', async () => {
  const { alice, bob, room } = await pair();
  const [hers, his] = [await opened(alice, room), await opened(bob, room)];
  await hers.send('in the backup');
  await settles(his, ['in the backup']);
  const backup = await relay().isBackedUp();
  for (const text of ['one', 'two']) await hers.send(text);
  await his.send('three');
  await Promise.all([allStamped(hers, 4), allStamped(his, 4)]);

  await relay().isRestored(backup);
  await hers.send('four');
  await Promise.all([allStamped(hers, 5), allStamped(his, 5)]);
  expect(texts(his)[0]).toBe('in the backup');
  expect(texts(his).toSorted()).toEqual(['four', 'in the backup', 'one', 'three', 'two']);
  expect(texts(hers)).toEqual(texts(his));
  expect(seqs(hers)).toEqual([1, 2, 3, 4, 5]);
  expect(seqs(his)).toEqual([1, 2, 3, 4, 5]);
  expect([...alice.returned.get(), ...bob.returned.get()]).toEqual([]);
});

test('a device that was away learns of it when it comes back, with what it wrote meanwhile', async () => {
  const { desktop, alice, bob, room } = await pair();
  const [hers, his] = [await opened(alice, room), await opened(bob, room)];
  await hers.send('in the backup');
  await settles(his, ['in the backup']);
  const backup = await relay().isBackedUp();
  await his.send('after the backup');
  await allStamped(hers, 2);
  await allStamped(his, 2);
  desktop.goOffline();
  await his.send('in the air');
  await desktop.close();

  await relay().isRestored(backup);
  await settles(hers, ['in the backup']);
  const again = me(await desktop.open());
  const hisAgain = await opened(again, room);
  desktop.goOnline();
  await Promise.all([allStamped(hers, 3), allStamped(hisAgain, 3)]);
  expect(texts(hers)).toEqual(texts(hisAgain));
  expect(texts(hers).toSorted()).toEqual(['after the backup', 'in the air', 'in the backup']);
});

test('drafts and what was read survive on the devices', async () => {
  const { alice, bob, room } = await pair();
  const [hers, his] = [await opened(alice, room), await opened(bob, room)];
  await hers.send('one');
  await settles(his, ['one']);
  const backup = await relay().isBackedUp();
  his.setDraft({ text: 'half a thought' });
  await hers.send('two');
  await allStamped(his, 2);
  await relay().isRestored(backup);
  // Only the restored relay can stamp it.
  await hers.send('three');
  await allStamped(his, 3);
  const summary = () => bob.conversations.get().items.find(({ id }) => id === room);
  expect(summary()?.draft).toBe('half a thought');
  his.readUpTo(3);
  await until(bob.conversations, () => summary()?.unread === 0);
  await until(hers.view, () => messages(hers).every(({ delivery }) => delivery !== 'sent'));
});

test('what was said in a part that the backup does not know comes back, once, with its edits', async () => {
  const { alice, bob } = await pair();
  const carols = browser();
  const carol = await carols.signUp('carol');
  const room = await alice.startGroup('Tea', [bob.user.id]);
  const [hers, his] = [await opened(alice, room), await opened(bob, room)];
  await hers.send('in the backup');
  await settles(his, ['in the backup']);
  await hers.send('regretted');
  await allStamped(his, 2);
  const backup = await relay().isBackedUp();
  await hers.retract(messages(hers)[1]!.id);
  await until(his.view, () => messages(his)[1]?.retracted === true);
  // Who joins may not see the past: the conversation goes on in another part.
  await hers.addMember(carol.user.id);
  await hers.send('one');
  await his.send('two');
  await Promise.all([allStamped(hers, 4), allStamped(his, 4)]);
  await hers.edit(messages(hers).find(({ text }) => text === 'one')!.id, 'one, edited');
  await hers.edit(messages(hers)[0]!.id, 'in the backup, edited');
  await until(
    his.view,
    () => texts(his).includes('one, edited') && texts(his)[0] === 'in the backup, edited',
  );

  await relay().isRestored(backup);
  // Only the restored relay can stamp it: until then the copies from before show all the rest.
  await hers.send('and all goes on');
  const expected = ['', 'and all goes on', 'in the backup, edited', 'one, edited', 'two'];
  const shows = (conversation: Conversation): Promise<void> =>
    until(
      conversation.view,
      () =>
        JSON.stringify(texts(conversation).toSorted()) === JSON.stringify(expected) &&
        messages(conversation).every(({ seq }) => seq !== undefined),
    );
  await Promise.all([shows(hers), shows(his)]);
  expect(texts(hers)).toEqual(texts(his));
  expect(seqs(his)).toEqual([1, 2, 3, 4, 5]);
  expect([...alice.returned.get(), ...bob.returned.get()]).toEqual([]);
});
