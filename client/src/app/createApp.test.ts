import { segmentName, userDocumentName } from '@skein/shared/documents';
import type { UserId } from '@skein/shared/ids';
import { userDocumentOf } from '@skein/shared/userDocument';
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  closeApps,
  fillDisk,
  me,
  messages,
  opened,
  room,
  setUp,
  shows,
  signedIn,
  started,
  summary,
} from '../../test/appStage.ts';
import { until } from '../../test/stage.ts';
import { vanishing } from '../../test/vanishing.ts';
import { LocalIndex } from '../sync/localIndex.ts';

afterEach(closeApps);
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a conversation', () => {
  it('goes from pending to sent to read, and its badge is gone where it was read', async () => {
    const { browser } = setUp();
    const alice = await signedIn(browser().openTab(), 'alice');
    const bob = await signedIn(browser().openTab(), 'bob');
    const hers = await opened(alice);
    await hers.send('Earl Grey?');
    await shows(hers, ([first]) => first?.delivery === 'sent');

    const his = await opened(bob);
    await shows(his, ([first]) => first?.text === 'Earl Grey?');
    await until(bob.conversations, () => summary(bob)?.unread === 1);
    expect(summary(bob)).toMatchObject({ title: 'alice', preview: { text: 'Earl Grey?', own: false } });
    his.readUpTo(1);
    await until(bob.conversations, () => summary(bob)?.unread === 0);
    await shows(hers, ([first]) => first?.delivery === 'read');
  });

  it('keeps every row identical that did not change', async () => {
    const { browser } = setUp();
    const alice = await signedIn(browser().openTab(), 'alice');
    const hers = await opened(alice);
    await hers.send('one');
    await shows(hers, ([first]) => first?.delivery === 'sent');
    const [one] = messages(hers);
    await hers.send('two');
    await shows(hers, (all) => all.length === 2);
    expect(messages(hers)[0]).toBe(one);
  });

  it('shows replies, reactions, edits and retractions to the other', async () => {
    const { browser } = setUp();
    const alice = await signedIn(browser().openTab(), 'alice');
    const bob = await signedIn(browser().openTab(), 'bob');
    const hers = await opened(alice);
    const his = await opened(bob);
    await hers.send('tea?');
    await shows(his, (all) => all.length === 1);
    const question = messages(his)[0]!;
    await his.send('yes', question.id);
    his.toggleReaction(question.id, '👍');
    await hers.edit(question.id, 'green tea?');
    await shows(his, ([first]) => first?.text === 'green tea?' && first.edited);
    await shows(hers, ([first, second]) => first?.reactions.length === 1 && second?.replyTo !== undefined);
    expect(messages(hers)[1]?.replyTo).toMatchObject({ author: { name: 'alice' }, text: 'green tea?' });
    expect(messages(hers)[0]?.reactions).toMatchObject([{ emoji: '👍', own: false }]);
    await hers.retract(question.id);
    await shows(his, ([first]) => first?.retracted === true && first.text === '');
  });

  it('tells who is there and who is typing, until it ends', async () => {
    const { browser } = setUp();
    const alice = await signedIn(browser().openTab(), 'alice');
    const bobsApp = browser().openTab();
    const bob = await signedIn(bobsApp, 'bob');
    const hers = await opened(alice);
    const his = await opened(bob);
    await until(hers.view, () => hers.view.get().present.has('bob' as UserId));
    his.typing();
    await until(hers.view, () => hers.view.get().typing[0]?.name === 'bob');
    await his.send('done');
    await until(hers.view, () => hers.view.get().typing.length === 0);
    await bobsApp.close();
    await until(hers.view, () => hers.view.get().present.size === 0);
  });
});

/** Alice's laptop, on which she wrote before its network went, and after. */
const inTheAir = async () => {
  const { relay, browser } = setUp();
  const laptop = browser();
  const first = laptop.openTab();
  const hers = await opened(await signedIn(first, 'alice'));
  await hers.send('before the flight');
  await shows(hers, ([sent]) => sent?.delivery === 'sent');
  laptop.cut();
  await hers.send('in the air');
  return { relay, laptop, first, hers };
};

describe('a device', () => {
  it('opens without network with all it had, and sends what was written then', async () => {
    const { laptop, first, hers } = await inTheAir();
    hers.setDraft({ text: 'not yet' });
    laptop.leave();
    await first.close();

    const second = await started(laptop.openTab());
    const again = await opened(me(second));
    await shows(again, (all) => all.length === 2);
    expect(messages(again).map(({ delivery }) => delivery)).toEqual(['sent', 'pending']);
    await until(again.draft, () => again.draft.get().text === 'not yet');
    expect(summary(me(second))).toMatchObject({ preview: { text: 'in the air', delivery: 'pending' } });
    expect(me(second).unsentCount()).toBe(1);
    laptop.mend();
    await shows(again, (all) => all.every(({ delivery }) => delivery === 'sent'));
  });

  it('whose databases vanish while it is in use has all that is open once more, with no network', async () => {
    const vanish = vanishing();
    const { relay, laptop, first, hers } = await inTheAir();
    await vanish(laptop.environment.profile);
    await hers.send('after a bump');
    const index = new LocalIndex(laptop.environment.profile, 'alice' as UserId);
    const list = async () => userDocumentOf(await index.read(userDocumentName('alice' as UserId, 0))).rooms;
    await expect.poll(async () => (await list()).length).toBe(1);
    await index.close();
    await first.close();

    const second = await started(laptop.openTab());
    const again = await opened(me(second));
    await shows(again, (all) => all.length === 3);
    expect(messages(again).map(({ delivery }) => delivery)).toEqual(['sent', 'pending', 'pending']);
    laptop.mend();
    await shows(again, (all) => all.every(({ delivery }) => delivery === 'sent'));
    const { doc } = relay.document(segmentName(room, 0));
    expect(doc.getArray<{ text: string }>('messages').map(({ text }) => text)).toEqual([
      'before the flight',
      'in the air',
      'after a bump',
    ]);
  });

  it('says so when its storage does not open, and deletes nothing', async () => {
    const { browser } = setUp();
    const { environment, openTab } = browser();
    // As a newer version of the app leaves it.
    const newer = await openDB(`${environment.profile}/alice`, 99);
    newer.close();

    const app = await started(openTab());
    await app.signIn({ identifier: 'alice', password: 'a password' });
    expect(app.state.get()).toMatchObject({
      phase: 'unreadable',
      why: 'newer',
      cause: expect.stringContaining('VersionError'),
    });
    const again = await started(openTab());
    expect(again.state.get().phase).toBe('unreadable');
    expect((await openDB(`${environment.profile}/alice`)).version).toBe(99);
  });

  it.each([
    ['who is signed in', 'device'],
    ['what there is', 'documents'],
  ])('says so when it has no room to note %s, and goes on when it has', async (_, store) => {
    const { browser } = setUp();
    const laptop = browser();
    const app = await started(laptop.openTab());
    const empty = fillDisk(store);
    await app.signIn({ identifier: 'alice', password: 'a password' });
    expect(app.state.get()).toMatchObject({ phase: 'unreadable', why: 'full' });
    expect((await started(laptop.openTab())).state.get()).toMatchObject({ phase: 'unreadable', why: 'full' });
    empty();
    expect((await started(laptop.openTab())).state.get().phase).toBe('signed-in');
  });

  it('keeps nothing of a person who signed out, in no tab', async () => {
    const { browser } = setUp();
    const laptop = browser();
    const app = laptop.openTab();
    const other = await started(laptop.openTab());
    const alice = await signedIn(app, 'alice');
    await until(other.state, () => other.state.get().phase === 'signed-in');
    const hers = await opened(alice);
    await hers.send('secret');
    await alice.signOut();
    await until(other.state, () => other.state.get().phase === 'signed-out');
    expect(app.state.get()).toEqual({ phase: 'signed-out' });
    const left = (await indexedDB.databases()).map(({ name }) => name);
    expect(left.filter((name) => name?.startsWith(`${laptop.environment.profile}/alice`))).toEqual([]);

    const bob = await signedIn(app, 'bob');
    expect(bob.user.id).toBe('bob');
    expect((await started(laptop.openTab())).state.get()).toMatchObject({ phase: 'signed-in' });
  });

  it('whose session ended keeps what was not sent, until the same person signs in', async () => {
    const { relay, browser } = setUp();
    const laptop = browser();
    const app = laptop.openTab();
    const alice = await signedIn(app, 'alice');
    const hers = await opened(alice);
    laptop.cut();
    await hers.send('unsent');
    laptop.http.cookie = undefined;
    laptop.mend();
    await until(app.state, () => app.state.get().phase === 'signed-out');
    expect(relay.document(segmentName(room, 0)).doc.getArray('messages').length).toBe(0);

    const again = await opened(await signedIn(app, 'alice'));
    await shows(again, ([first]) => first?.text === 'unsent' && first.delivery === 'sent');
  });

  it('that was signed out elsewhere and could not be emptied is emptied at its next start', async () => {
    const { browser } = setUp();
    const laptop = browser();
    const app = laptop.openTab();
    const hers = await opened(await signedIn(app, 'alice'));
    laptop.cut();
    await hers.send('unsent');
    laptop.http.cookie = undefined;
    laptop.http.ended = 'device-revoked';
    const freeDisk = fillDisk('device');
    laptop.mend();
    await until(app.state, () => app.state.get().phase === 'signed-out');
    freeDisk();
    await app.close();

    const again = laptop.openTab();
    await until(again.state, () => {
      const state = again.state.get();
      return state.phase === 'signed-out' && state.reason === 'device-revoked';
    });
    const left = (await indexedDB.databases()).map(({ name }) => name);
    expect(left.filter((name) => name?.startsWith(`${laptop.environment.profile}/alice`))).toEqual([]);
    await until(again.unsent, () => again.unsent.get() !== undefined);
  });
});
