import type { Me } from '@skein/client/app/model';
import type { MessageId, RoomId } from '@skein/shared/ids';
import { describe, expect, test, vi } from 'vitest';
import { me, messages, opened, settles, texts, until } from './devices/household.ts';
import { stage } from './devices/stage.ts';

/** A machine that is busy with all other tests takes its time. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

const { browser, pair } = stage({ MESSAGE_RATE: '0', MESSAGE_BURST: '0' });

/** Alice at one device, Bob at a desktop and a phone. */
const people = async () => {
  const both = await pair();
  const mobile = browser();
  const phone = await mobile.signIn('bob');
  const hers = await opened(both.alice, both.room);
  return { ...both, mobile, phone, hers };
};

const many = Array.from({ length: 1_100 }, (_, index) => `number ${index}`);

const summary = (person: Me, room: RoomId) => person.conversations.get().items.find(({ id }) => id === room);

const shows = (person: Me, room: RoomId, unread: number): Promise<void> =>
  until(person.conversations, () => summary(person, room)?.unread === unread);

/** All that is on its way has arrived when this message has. */
const flushed = async (hers: Awaited<ReturnType<typeof opened>>, room: RoomId, ...readers: readonly Me[]) => {
  await hers.send('marker');
  for (const reader of readers)
    await until(reader.conversations, () => summary(reader, room)?.preview?.text === 'marker');
};

/** Alice wrote to Bob, who read it at his desktop; both his lists had counted it, and know. */
const peopleWhoRead = async (text: string) => {
  const all = await people();
  const { bob, phone, room, hers } = all;
  const his = await opened(bob, room);
  await hers.send(text);
  await settles(his, [text]);
  await Promise.all([shows(phone, room, 1), shows(bob, room, 1)]);
  his.readUpTo(1);
  await Promise.all([shows(phone, room, 0), shows(bob, room, 0)]);
  return { ...all, his };
};

/** Everybody in a group of two has read what Alice wrote. */
const groupThatRead = async () => {
  const { alice, bob } = await pair();
  const group = await alice.startGroup('Tea', [bob.user.id]);
  const hers = await opened(alice, group);
  const his = await opened(bob, group);
  await hers.send('hello');
  await settles(his, ['hello']);
  his.readUpTo(1);
  await until(hers.view, () => messages(hers)[0]?.delivery === 'read');
  return { alice, hers, his, group };
};

describe('a badge', () => {
  test('is right on a device that slept while the other one read', async () => {
    const { mobile, bob, phone, room, hers } = await people();
    for (const text of ['one', 'two', 'three']) await hers.send(text);
    await Promise.all([shows(bob, room, 3), shows(phone, room, 3)]);
    mobile.goOffline();
    const his = await opened(bob, room);
    await settles(his, ['one', 'two', 'three']);
    his.readUpTo(3);
    await shows(bob, room, 0);
    await until(hers.view, () => messages(hers).every(({ delivery }) => delivery === 'read'));
    expect(summary(phone, room)?.unread).toBe(3);
    mobile.goOnline();
    await shows(phone, room, 0);
    expect(phone.conversations.get().unread).toBe(0);
  });

  test('does not come back after a restart, online or offline', async () => {
    const { desktop, bob, room, hers } = await people();
    await hers.send('one');
    const his = await opened(bob, room);
    await settles(his, ['one']);
    his.readUpTo(1);
    await shows(bob, room, 0);
    await desktop.close();
    desktop.goOffline();
    const offline = me(await desktop.open());
    // An entry from before the message would count nothing either.
    await until(offline.conversations, () => summary(offline, room)?.preview?.text === 'one');
    await shows(offline, room, 0);
    desktop.goOnline();
    await flushed(hers, room, offline);
    expect(summary(offline, room)?.unread).toBe(1);
  });

  test('counts what was read offline as read, whatever arrives meanwhile', async () => {
    const { desktop, bob, phone, room, hers } = await people();
    await hers.send('one');
    const his = await opened(bob, room);
    await settles(his, ['one']);
    desktop.goOffline();
    his.readUpTo(1);
    expect(his.view.get().unread).toBe(0);
    await hers.send('two');
    await shows(phone, room, 2);
    desktop.goOnline();
    await Promise.all([shows(bob, room, 1), shows(phone, room, 1)]);
  });

  test('goes with a message that is retracted unread, and not with one that was read', async () => {
    const { bob, phone, room, hers } = await people();
    for (const text of ['one', 'two']) await hers.send(text);
    await until(hers.view, () => messages(hers).every(({ seq }) => seq !== undefined));
    await Promise.all([shows(phone, room, 2), shows(bob, room, 2)]);
    await hers.retract(messages(hers)[1]!.id);
    await Promise.all([shows(phone, room, 1), shows(bob, room, 1)]);
    const his = await opened(bob, room);
    his.readUpTo(2);
    await Promise.all([shows(phone, room, 0), shows(bob, room, 0)]);
    await hers.send('three');
    await shows(phone, room, 1);
    await hers.retract(messages(hers)[0]!.id);
    await until(his.view, () => messages(his)[0]?.retracted === true);
    await shows(bob, room, 1);
    await flushed(hers, room, phone, bob);
    expect([summary(phone, room)?.unread, summary(bob, room)?.unread]).toEqual([2, 2]);
  });

  test('is neither raised nor cleared by an edit or a reaction, also as the last thing that happened', async () => {
    const { bob, phone, room, hers, his } = await peopleWhoRead('one');
    const there = await opened(phone, room);
    const [first] = messages(hers);
    await hers.edit(first!.id, 'one, edited');
    hers.toggleReaction(first!.id, '👍');
    for (const conversation of [his, there]) {
      await settles(conversation, ['one, edited']);
      await until(conversation.view, () => messages(conversation)[0]?.reactions.length === 1);
    }
    expect(summary(bob, room)?.unread).toBe(0);
    expect(summary(phone, room)?.unread).toBe(0);
    await hers.send('two');
    await Promise.all([shows(phone, room, 1), shows(bob, room, 1)]);
    his.toggleReaction(first!.id, '🎉');
    await hers.edit(messages(hers)[1]!.id, 'two, edited');
    for (const conversation of [his, there]) {
      await settles(conversation, ['one, edited', 'two, edited']);
      await until(conversation.view, () => messages(conversation)[0]?.reactions.length === 2);
    }
    expect(summary(bob, room)?.unread).toBe(1);
    expect(summary(phone, room)?.unread).toBe(1);
  });

  test('counts what was written before what was read, and arrives after it', async () => {
    const { bob, phone, room, hers, his } = await peopleWhoRead('before the journey');
    const alicesPhone = browser();
    const away = await opened(await alicesPhone.signIn('alice'), room);
    await settles(away, ['before the journey']);
    alicesPhone.goOffline();
    await away.send('from the train');
    await hers.send('meanwhile');
    await settles(his, ['before the journey', 'meanwhile']);
    await shows(phone, room, 1);
    his.readUpTo(2);
    await shows(phone, room, 0);
    alicesPhone.goOnline();
    await settles(his, ['before the journey', 'meanwhile', 'from the train']);
    await Promise.all([shows(phone, room, 1), shows(bob, room, 1)]);
  });

  test('is not cleared by an own message while something unread lies before it', async () => {
    const { bob, phone, desktop, room, hers } = await people();
    const his = await opened(bob, room);
    await hers.send('one');
    await settles(his, ['one']);
    desktop.goOffline();
    await his.send('from the hills');
    await hers.send('two');
    await settles(hers, ['one', 'two']);
    desktop.goOnline();
    await settles(his, ['one', 'two', 'from the hills']);
    expect(his.view.get().unread).toBe(2);
    await shows(phone, room, 2);
    his.readUpTo(3);
    await shows(phone, room, 0);
  });

  test('counts thousands, over many parts of the conversation', async () => {
    const { laptop, bob, phone, room } = await people();
    await laptop.posts(room, many);
    await Promise.all([shows(phone, room, 1_100), shows(bob, room, 1_100)]);
    const his = await opened(bob, room);
    await until(his.view, () => his.view.get().lastSeq === 1_100);
    expect(his.view.get().unread).toBe(1_100);
    his.readUpTo(1_100);
    await Promise.all([shows(phone, room, 0), shows(bob, room, 0)]);
  });
});

describe('reading', () => {
  test('is marked back on every device, and the line stands there when one opens it again', async () => {
    const { bob, phone, room, hers } = await people();
    const his = await opened(bob, room);
    for (const text of ['one', 'two', 'three']) await hers.send(text);
    await settles(his, ['one', 'two', 'three']);
    await shows(phone, room, 3);
    his.readUpTo(3);
    await shows(phone, room, 0);
    his.markUnreadFrom(2);
    his.close();
    await until(phone.conversations, () => summary(phone, room)?.markedUnread === true);
    expect(phone.conversations.get()).toMatchObject({ unread: 0, hasUnread: true });
    const there = await opened(phone, room);
    await settles(there, ['one', 'two', 'three']);
    expect(there.view.get().markedFrom).toBe(2);
    there.readUpTo(3);
    await until(bob.conversations, () => summary(bob, room)?.markedUnread === false);
  });

  test('of everything at once clears badges and marks, in conversations that are not open too', async () => {
    const { alice, bob, phone, room, hers } = await people();
    const group = await alice.startGroup('Tea', [bob.user.id]);
    const inGroup = await opened(alice, group);
    await hers.send('one');
    await inGroup.send('two');
    await Promise.all([bob, phone].flatMap((his) => [shows(his, room, 1), shows(his, group, 1)]));
    await bob.markAllRead();
    expect(bob.conversations.get()).toMatchObject({ unread: 0, hasUnread: false });
    await until(phone.conversations, () => !phone.conversations.get().hasUnread);
    await until(inGroup.view, () => messages(inGroup)[0]?.delivery === 'read');
    // Names come with another document than the reading.
    await until(inGroup.view, () => messages(inGroup)[0]?.readers?.seen[0]?.name === 'bob');
    expect(messages(inGroup)[0]?.readers?.notYet).toEqual([]);
  });

  test('stays what it was when everybody else leaves', async () => {
    const { alice, hers, his, group } = await groupThatRead();
    await his.leave();
    await until(alice.conversations, () => summary(alice, group)?.memberCount === 1);
    expect(messages(hers)[0]?.delivery).toBe('read');
    // The list looks at the newest part alone, and that is another one since he left.
    await until(alice.conversations, () => summary(alice, group)?.preview?.delivery === 'read');
  });

  test('stays what it was when somebody joins later', async () => {
    const { alice, hers, group } = await groupThatRead();
    const carol = await browser().signUp('carol');
    await hers.addMember(carol.user.id);
    await until(alice.conversations, () => summary(alice, group)?.memberCount === 3);
    await until(hers.view, () => messages(hers)[0]?.delivery === 'read');
  });
});

describe('far from the end', () => {
  test('what is shown around an old message says how much is unread, and where own words go', async () => {
    const { laptop, bob, room } = await people();
    await laptop.posts(room, many);
    await shows(bob, room, 1_100);
    const his = await opened(bob, room);
    const found = await his.find({ seq: 10 });
    if (typeof found === 'string') throw new Error(found);
    expect(await his.showMessage(found.message)).toBe('shown');
    expect(his.view.get()).toMatchObject({ later: 'more', unread: 1_100, lastSeq: 1_100 });
    await his.send('I am here');
    expect(texts(his)).not.toContain('I am here');
    await until(bob.conversations, () => summary(bob, room)?.preview?.text === 'I am here');
    his.showLatest();
    await until(his.view, () => texts(his).at(-1) === 'I am here');
    expect(his.view.get().later).toBe('none');
  });

  test('a message is found without a network in what the device keeps, and said to be out of reach else', async () => {
    const { desktop, bob, room, hers } = await people();
    for (const text of ['one', 'two', 'three']) await hers.send(text);
    const his = await opened(bob, room);
    await settles(his, ['one', 'two', 'three']);
    desktop.goOffline();
    await until(desktop.tab.connection, () => desktop.tab.connection.get().phase === 'offline');
    expect(await his.find({ seq: 2 })).toEqual({ message: messages(his)[1]!.id });
    expect(await his.find({ at: messages(his)[2]!.at + 1 })).toEqual({ message: messages(his)[2]!.id });
    expect(await his.showMessage(messages(his)[0]!.id)).toBe('shown');
    expect(await his.showMessage('elsewhere' as MessageId)).toBe('out-of-reach');
  });
});
