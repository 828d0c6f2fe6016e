import type { Me } from '@skein/client/app/model';
import type { RoomId } from '@skein/shared/ids';
import { SEGMENT_SIZE } from '@skein/shared/limits';
import { describe, expect, test, vi } from 'vitest';
import { me, messages, opened, settles, texts, until } from './devices/household.ts';
import { stage } from './devices/stage.ts';

/** A machine that is busy with all other tests takes its time. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

const { relay, browser, pair, beginsAnew } = stage();

const summary = (person: Me, room: RoomId) => person.conversations.get().items.find(({ id }) => id === room);

/** Alice's laptop learns that it was signed out, and cannot hand in what it had not sent. */
const signedOutElsewhere = async () => {
  const { laptop, alice, room } = await pair();
  const phone = await browser().signIn('alice');
  const hers = await opened(alice, room);
  laptop.goOffline();
  await hers.send('unsent');
  await phone.signOutDevice(alice.device.id);
  laptop.refuses('/api/devices/returned');
  laptop.goOnline();
  const { unsent } = laptop.tab;
  await until(unsent, () => unsent.get() === 'waiting');
  return { laptop, phone, room };
};

describe('two people', () => {
  test('a message goes out, comes back stamped, is read, and the badge goes', async () => {
    const { alice, bob, room } = await pair();
    const hers = await opened(alice, room);
    await hers.send('Earl Grey?');
    await settles(hers, ['Earl Grey?']);
    await until(bob.conversations, () => summary(bob, room)?.unread === 1);
    expect(summary(bob, room)).toMatchObject({ title: 'alice', preview: { text: 'Earl Grey?' } });
    const his = await opened(bob, room);
    await settles(his, ['Earl Grey?']);
    his.readUpTo(1);
    await until(bob.conversations, () => summary(bob, room)?.unread === 0);
    await until(hers.view, () => messages(hers)[0]?.delivery === 'read');
  });

  test('edits, retractions, replies and reactions reach the other', async () => {
    const { alice, bob, room } = await pair();
    const hers = await opened(alice, room);
    const his = await opened(bob, room);
    await hers.send('tea?');
    await settles(his, ['tea?']);
    const question = messages(his)[0]!;
    await his.send('yes', question.id);
    his.toggleReaction(question.id, '👍');
    await hers.edit(question.id, 'green tea?');
    await settles(his, ['green tea?', 'yes']);
    await until(hers.view, () => messages(hers)[0]?.reactions.length === 1);
    await until(hers.view, () => messages(hers)[1]?.replyTo?.text === 'green tea?');
    his.toggleReaction(question.id, '👍');
    await until(hers.view, () => messages(hers)[0]?.reactions.length === 0);
    await hers.retract(question.id);
    await until(his.view, () => messages(his)[0]?.retracted === true);
    expect(texts(his)).toEqual(['', 'yes']);
  });

  test('they see each other, and who is typing', async () => {
    const { desktop, alice, bob, room } = await pair();
    const hers = await opened(alice, room);
    const his = await opened(bob, room);
    await until(hers.view, () => hers.view.get().present.has(bob.user.id));
    his.typing();
    await until(hers.view, () => hers.view.get().typing.length === 1);
    await his.send('there');
    await until(hers.view, () => hers.view.get().typing.length === 0);
    await desktop.close();
    await until(hers.view, () => !hers.view.get().present.has(bob.user.id));
  });
});

describe('a device', () => {
  test('opens without network, keeps what was written, and delivers it once', async () => {
    const { laptop, alice, bob, room } = await pair();
    const hers = await opened(alice, room);
    await hers.send('before the flight');
    await settles(hers, ['before the flight']);
    laptop.goOffline();
    await hers.send('in the air');
    await laptop.close();

    const his = await opened(bob, room);
    await his.send('meanwhile');
    await settles(his, ['before the flight', 'meanwhile']);

    const again = me(await laptop.open());
    const hersAgain = await opened(again, room);
    await until(hersAgain.view, () => messages(hersAgain).length === 2);
    expect(messages(hersAgain).map(({ delivery }) => delivery)).toEqual(['sent', 'pending']);
    laptop.goOnline();
    await settles(hersAgain, ['before the flight', 'meanwhile', 'in the air']);
    await settles(his, ['before the flight', 'meanwhile', 'in the air']);
    await until(bob.conversations, () => summary(bob, room)?.unread === 2);
  });

  test('gets over a restart of the relay', async () => {
    const { alice, bob, room } = await pair();
    const hers = await opened(alice, room);
    const his = await opened(bob, room);
    await hers.send('one');
    await settles(his, ['one']);
    await relay().stop();
    await hers.send('two');
    await relay().start();
    await settles(his, ['one', 'two']);
    await settles(hers, ['one', 'two']);
  });

  test('reads for all devices of its person', async () => {
    const { alice, bob, room } = await pair();
    const phone = await browser().signIn('bob');
    const hers = await opened(alice, room);
    await hers.send('one');
    await hers.send('two');
    await until(phone.conversations, () => summary(phone, room)?.unread === 2);
    const his = await opened(bob, room);
    await settles(his, ['one', 'two']);
    his.readUpTo(2);
    await until(phone.conversations, () => summary(phone, room)?.unread === 0);
  });

  test('shares drafts and theme with the other devices', async () => {
    const { bob, room } = await pair();
    const phone = await browser().signIn('bob');
    const his = await opened(bob, room);
    his.setDraft({ text: 'half a thought' });
    bob.setTheme('dark');
    await until(phone.theme, () => phone.theme.get() === 'dark');
    await until(phone.conversations, () => summary(phone, room)?.draft === 'half a thought');
  });

  test('that is signed out elsewhere learns why; what it had not sent comes back to its person, and it keeps nothing', async () => {
    const { laptop, alice, room } = await pair();
    const phone = await browser().signIn('alice');
    const hers = await opened(alice, room);
    await hers.send('delivered');
    await settles(hers, ['delivered']);
    laptop.goOffline();
    await hers.send('unsent');
    await hers.edit(messages(hers)[0]!.id, 'an edit that nobody saw');
    await phone.signOutDevice(alice.device.id);
    // It finds out after a restart, when it has not yet heard from the relay what of this is new there.
    await laptop.close();
    const tab = await laptop.open();
    expect(tab.state.get().phase).toBe('signed-in');
    const again = await opened(me(tab), room);
    again.setDraft({ text: 'half a thought' });
    await again.send('also unsent');
    laptop.goOnline();

    await until(tab.state, () => tab.state.get().phase === 'signed-out');
    expect(tab.state.get()).toEqual({ phase: 'signed-out', reason: 'device-revoked' });
    await until(tab.unsent, () => tab.unsent.get() === 'handed-in');
    await until(phone.returned, () => phone.returned.get().length === 4);
    const returned = phone.returned.get();
    expect(returned.map(({ text }) => text)).toEqual([
      'unsent',
      'an edit that nobody saw',
      'also unsent',
      'half a thought',
    ]);
    expect(new Set(returned.map(({ reason }) => reason))).toEqual(new Set(['sender-signed-out']));
    await until(phone.returned, () => phone.returned.get().every(({ canRetry }) => canRetry));
    expect(await laptop.databases()).toEqual([expect.stringMatching(/\/device$/)]);

    const there = await opened(phone, room);
    await there.retryReturned(returned[0]!.id);
    await settles(there, ['delivered', 'unsent']);
  });

  test('that was signed out elsewhere and cannot say so keeps what it had not sent, and nothing else, until it can', async () => {
    const { laptop, phone } = await signedOutElsewhere();
    expect(await laptop.databases()).toEqual([expect.stringMatching(/\/device$/)]);
    await laptop.close();

    laptop.refuses(undefined);
    const later = await laptop.open();
    await until(later.unsent, () => later.unsent.get() === 'handed-in');
    await until(phone.returned, () => phone.returned.get()[0]?.text === 'unsent');
  });

  test('that was signed out elsewhere gives what it had not sent to its person and nobody else, when the relay does not take it', async () => {
    const { laptop, phone, room } = await signedOutElsewhere();

    const bob = await laptop.signIn('bob');
    await until(bob.conversations, () => summary(bob, room) !== undefined);
    expect(bob.returned.get()).toEqual([]);
    laptop.refuses(undefined);
    await bob.signOut();
    await laptop.close();
    const tab = await laptop.open();
    await until(tab.unsent, () => tab.unsent.get() === 'kept');
    expect(phone.returned.get()).toEqual([]);

    const again = await laptop.signIn('alice');
    await until(again.returned, () => again.returned.get()[0]?.text === 'unsent');
    await until(phone.returned, () => phone.returned.get()[0]?.text === 'unsent');
    await laptop.close();
    await laptop.open();
    expect(phone.returned.get().length).toBe(1);
  });
});

describe('a group', () => {
  test('who is removed while offline finds what was pending under returned, and the group gone', async () => {
    const { laptop, desktop, alice, bob } = await pair();
    const room = await alice.startGroup('Tea', [bob.user.id]);
    const hers = await opened(alice, room);
    const his = await opened(bob, room);
    await his.send('hello');
    await Promise.all([settles(hers, ['hello']), settles(his, ['hello'])]);
    desktop.goOffline();
    for (const text of ['one', 'two', 'three']) await his.send(text);
    await hers.removeMember(bob.user.id);
    desktop.goOnline();
    await until(bob.returned, () => bob.returned.get().length === 3);
    expect(bob.returned.get().map(({ text, reason, canRetry }) => [text, reason, canRetry])).toEqual([
      ['one', 'removed-from-room', false],
      ['two', 'removed-from-room', false],
      ['three', 'removed-from-room', false],
    ]);
    await until(his.view, () => his.view.get().phase === 'gone');
    await until(bob.conversations, () => summary(bob, room) === undefined);
    expect(texts(hers)).toEqual(['hello']);
    await laptop.close();
  });

  test('who is removed and comes back reads what was before and after, and nothing between', async () => {
    const { alice, bob } = await pair();
    const room = await alice.startGroup('Tea', [bob.user.id]);
    const hers = await opened(alice, room);
    await hers.send('while Bob was here');
    await until(bob.conversations, () => summary(bob, room)?.unread === 1);
    await hers.removeMember(bob.user.id);
    await until(bob.conversations, () => summary(bob, room) === undefined);
    await hers.send('while Bob was away');
    await settles(hers, ['while Bob was here', 'while Bob was away']);
    await hers.addMember(bob.user.id);
    await hers.send('Bob is back');
    await until(bob.conversations, () => summary(bob, room)?.unread === 2);
    const his = await opened(bob, room);
    await until(his.view, () => texts(his).includes('Bob is back'));
    await until(his.view, () => his.view.get().earlier === 'none');
    expect(texts(his)).toEqual(['while Bob was here', 'Bob is back']);
  });

  test('is renamed, joined and left', async () => {
    const { alice, bob } = await pair();
    const carol = await browser().signUp('carol');
    const room = await alice.startGroup('Climbing', [bob.user.id]);
    const hers = await opened(alice, room);
    await hers.rename('Bouldering');
    await until(bob.conversations, () => summary(bob, room)?.title === 'Bouldering');
    await hers.addMember(carol.user.id);
    const carols = await opened(carol, room);
    await carols.send('I come along');
    await settles(hers, ['I come along']);
    const his = await opened(bob, room);
    await settles(his, ['I come along']);
    await his.leave();
    await until(his.view, () => his.view.get().phase === 'gone');
    await until(bob.conversations, () => summary(bob, room) === undefined);
    await carols.send('Where is Bob?');
    await settles(hers, ['I come along', 'Where is Bob?']);
    await hers.removeMember(carol.user.id);
    await until(carol.conversations, () => summary(carol, room) === undefined);
    await until(carols.view, () => carols.view.get().phase === 'gone');
  });

  test('who joins later reads on from there', async () => {
    const { alice, bob } = await pair();
    const room = await alice.startGroup('Tea', []);
    const hers = await opened(alice, room);
    await hers.send('before');
    await settles(hers, ['before']);
    await hers.addMember(bob.user.id);
    await hers.send('after');
    await settles(hers, ['before', 'after']);
    await until(bob.conversations, () => summary(bob, room) !== undefined);
    const his = await opened(bob, room);
    await settles(his, ['after']);
    await until(his.view, () => his.view.get().earlier === 'none');
    // Roles follow the names: they are asked for when the conversation is open.
    const roles = (): string =>
      his.members
        .get()
        .map(({ person, role }) => `${person.name}: ${role}`)
        .join(', ');
    await until(his.members, () => roles() === 'alice: owner, bob: member');
  });
});

describe('a message that is refused', () => {
  test('comes back to its sender, who edits and sends it again', async () => {
    await beginsAnew({ REFUSED_WORDS: 'coffee' });
    const { alice, bob, room } = await pair();
    const hers = await opened(alice, room);
    const his = await opened(bob, room);
    await hers.send('tea or coffee?');
    await hers.send('anyone?');
    await settles(his, ['anyone?']);
    await until(hers.view, () => hers.view.get().returned.length === 1);
    const [returned] = hers.view.get().returned;
    expect(returned).toMatchObject({ text: 'tea or coffee?', reason: 'word-refused', canRetry: false });
    await settles(hers, ['anyone?']);
    hers.discardReturned(returned!.id);
    await until(hers.view, () => hers.view.get().returned.length === 0);
    await hers.send('tea?');
    await settles(his, ['anyone?', 'tea?']);
  });
});

describe('a long conversation', () => {
  test('goes on in the next segment, takes what was written before the boundary, and scrolls back', async () => {
    await beginsAnew({ MESSAGE_RATE: '0', MESSAGE_BURST: '0' });
    const { desktop, alice, bob, room } = await pair();
    const hers = await opened(alice, room);
    const his = await opened(bob, room);
    await his.send('first');
    await Promise.all([settles(hers, ['first']), settles(his, ['first'])]);
    desktop.goOffline();
    await his.send('written before the boundary');

    const many = Array.from({ length: SEGMENT_SIZE + 60 }, (_, index) => `number ${index}`);
    for (const text of many) await hers.send(text);
    const before = ['first', ...many];
    await settles(hers, before);
    desktop.goOnline();
    const all = [...before, 'written before the boundary'];
    await settles(hers, all);
    // Who was away stays where they stopped reading, and goes to the end when they want to.
    await until(his.view, () => his.view.get().later === 'more');
    his.showLatest();
    await until(his.view, () => his.view.get().earlier === 'more');
    await his.loadEarlier();
    await settles(his, all);
    await until(bob.conversations, () => summary(bob, room)?.unread === many.length);

    const fresh = await opened(await browser().signIn('bob'), room);
    await until(fresh.view, () => fresh.view.get().earlier === 'more');
    expect(texts(fresh)).toEqual(all.slice(SEGMENT_SIZE));
    await fresh.loadEarlier();
    await settles(fresh, all);
    expect(fresh.view.get().earlier).toBe('none');
  }, 120_000);
});
