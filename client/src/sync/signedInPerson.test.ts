import { segmentName, userDocumentName } from '@skein/shared/documents';
import { newMessageId, type RoomId, type UserId } from '@skein/shared/ids';
import { type Segment, segmentOf } from '@skein/shared/segment';
import { userDocumentOf } from '@skein/shared/userDocument';
import { deleteDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { HandRelay } from '../../test/handRelay.ts';
import { roomEntry } from '../../test/roomEntry.ts';
import { spareStorage } from '../../test/spareStorage.ts';
import { createBrowser, until } from '../../test/stage.ts';
import { vanishing } from '../../test/vanishing.ts';
import { Chain } from './chain.ts';
import { ConversationWriter } from './conversation.ts';
import { fresh } from './documentRecord.ts';
import type { Environment } from './environment.ts';
import { databaseName } from './localDatabase.ts';
import { LocalIndex } from './localIndex.ts';
import type { SignedInPerson } from './signedInPerson.ts';
import { SpareCopy, type SpareStorage } from './spareCopy.ts';

const room = 'tea' as RoomId;
const document = segmentName(room, 0);
const open: SignedInPerson[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((tab) => tab.close()));
  vi.restoreAllMocks();
});

const listRoom = (relay: HandRelay, user: string): void => {
  userDocumentOf(relay.document(userDocumentName(user as UserId, 0)).doc).rooms.push([roomEntry(room)]);
};

const setUp = () => {
  const relay = new HandRelay();
  listRoom(relay, 'alice');
  listRoom(relay, 'bob');
  const device = (user: string, name: string, browser = createBrowser(relay)) => ({
    ...browser,
    openTab: async () => {
      const tab = await browser.openTab(user, name);
      open.push(tab);
      const chain = new Chain(room, 0, tab.replicas, tab.connection);
      const writer = new ConversationWriter(room, chain, tab.identity, tab.environment);
      const segment = (): Segment | undefined => {
        const replica = chain.head()?.replica.get();
        return replica && segmentOf(replica.doc);
      };
      const texts = (): string[] => [
        ...new Set(
          segment()
            ?.messages.toArray()
            .map(({ text }) => text),
        ),
      ];
      const stamped = (): string[] =>
        segment()
          ?.messages.toArray()
          .filter(({ id }) => segment()?.stamps.has(id))
          .map(({ text }) => text) ?? [];
      return {
        tab,
        chain,
        writer,
        segment,
        texts,
        stamped,
        sees: (text: string) => until(tab.replicas.activity, () => texts().includes(text)),
        seesStamped: (text: string) => until(tab.replicas.activity, () => stamped().includes(text)),
      };
    },
  });
  return { relay, device };
};

describe('a message', () => {
  it('reaches the other person and comes back stamped', async () => {
    const { device } = setUp();
    const alice = await device('alice', 'laptop').openTab();
    const bob = await device('bob', 'phone').openTab();
    await alice.writer.send('Earl Grey?');
    await bob.sees('Earl Grey?');
    await alice.seesStamped('Earl Grey?');
    expect(alice.tab.unsentCount()).toBe(0);
  });

  it('survives a restart without network and leaves when there is one', async () => {
    const { device } = setUp();
    const laptop = device('alice', 'laptop');
    const bob = await device('bob', 'phone').openTab();
    const first = await laptop.openTab();
    await until(first.tab.rooms.entries, () => first.tab.rooms.entries.get().length === 1);
    laptop.goOffline();
    await first.writer.send('in the aeroplane');
    await first.tab.close();

    const second = await laptop.openTab();
    await second.sees('in the aeroplane');
    expect(second.stamped()).toEqual([]);
    expect(second.tab.unsentCount()).toBe(1);
    laptop.goOnline();
    await bob.sees('in the aeroplane');
    await second.seesStamped('in the aeroplane');
    expect(bob.texts()).toEqual(['in the aeroplane']);
  });

  it('is pushed by another tab when the one that composed it is gone', async () => {
    const { device } = setUp();
    const laptop = device('alice', 'laptop');
    laptop.goOffline();
    const first = await laptop.openTab();
    const second = await laptop.openTab();
    await first.writer.send('from the first tab');
    await second.sees('from the first tab');
    await first.tab.close();
    laptop.goOnline();
    await second.seesStamped('from the first tab');
  });
});

describe('what a device composed', () => {
  it('leaves through a living tab when the composing one has no connection of its own', async () => {
    const { relay, device } = setUp();
    const laptop = device('alice', 'laptop');
    const first = await laptop.openTab();
    const second = await laptop.openTab();
    await first.writer.send('greeting');
    await second.seesStamped('greeting');
    first.tab.connection.close();
    await first.writer.send('said to the other tab only');
    await second.seesStamped('said to the other tab only');
    expect(relay.document(document).doc.getArray('messages').length).toBe(2);
  });

  it('leaves after a restart although nobody opens its conversation, nor does the list name it', async () => {
    const { relay, device } = setUp();
    const unlisted = 'milk' as RoomId;
    const laptop = device('alice', 'laptop');
    laptop.goOffline();
    const { tab } = await laptop.openTab();
    const chain = new Chain(unlisted, 0, tab.replicas, tab.connection);
    await new ConversationWriter(unlisted, chain, tab.identity, tab.environment).send('with sugar');
    await tab.close();
    laptop.goOnline();
    const arrived = new Promise((resolve) => {
      relay.document(segmentName(unlisted, 0)).doc.on('update', resolve);
    });
    await laptop.openTab();
    await arrived;
    expect(relay.document(segmentName(unlisted, 0)).doc.getArray('messages').length).toBe(1);
  });
});

describe('what is known of a document', () => {
  it('says that something is to be sent, also when that was composed as all before it had just arrived', async () => {
    const relay = new HandRelay();
    const laptop = createBrowser(relay);
    const tab = await laptop.openTab('alice', 'laptop');
    open.push(tab);
    const chain = new Chain(room, 0, tab.replicas, tab.connection);
    const writer = new ConversationWriter(room, chain, tab.identity, tab.environment);
    const { value: update }: { value?: LocalIndex['update'] } =
      Object.getOwnPropertyDescriptor(LocalIndex.prototype, 'update') ?? {};
    if (update === undefined) throw new Error('there is no index');
    const composed = new Promise<unknown>((resolve) => {
      vi.spyOn(LocalIndex.prototype, 'update').mockImplementation(function (this: LocalIndex, name, change) {
        const isOver = name === document && change(fresh(name)).unacknowledged === false;
        const updating = update.call(this, name, change);
        if (isOver) {
          vi.restoreAllMocks();
          laptop.goOffline();
          resolve(writer.send('two'));
        }
        return updating;
      });
    });
    await writer.send('one');
    await composed;
    const index = new LocalIndex(laptop.environment.profile, tab.identity.user);
    expect(await index.find(document)).toMatchObject({ unacknowledged: true });
    await index.close();
  });
});

describe('what was changed in passing', () => {
  it('leaves with the next connection, though nobody looks at its document any more', async () => {
    const { relay, device } = setUp();
    const laptop = device('alice', 'laptop');
    const name = segmentName('milk' as RoomId, 0);
    relay.document(name).doc.getMap('meta').set('firstSeq', 1);
    const { tab } = await laptop.openTab();
    const milk = tab.replicas.hold(name);
    await (await milk.whenOpen())?.whenSynced();
    laptop.goOffline();
    milk.change((doc) => segmentOf(doc).reactions.set('message alice +1', true));
    tab.replicas.release(milk);
    laptop.goOnline();
    const arrived = () => segmentOf(relay.document(name).doc).reactions.size === 1;
    await expect.poll(arrived).toBe(true);
    await until(tab.replicas, () => tab.replicas.find(name) === undefined);
  });
});

describe('a refused replica', () => {
  it('heals in both tabs, and nothing else is lost', async () => {
    const { relay, device } = setUp();
    const laptop = device('alice', 'laptop');
    const first = await laptop.openTab();
    const second = await laptop.openTab();
    await first.writer.send('before');
    await second.seesStamped('before');
    laptop.goOffline();
    await first.writer.send('honest');
    await second.sees('honest');
    second.segment()?.messages.insert(0, [
      {
        id: 'forged' as never,
        author: 'bob' as UserId,
        device: 'phone' as never,
        sentAt: 1,
        kind: 'text',
        text: 'forged',
      },
    ]);
    await first.sees('forged');
    laptop.goOnline();
    for (const { tab, chain, seesStamped } of [first, second]) {
      await until(tab.replicas.activity, () => chain.head()?.replica.get()?.generation === 1);
      await seesStamped('honest');
    }
    expect(relay.refusals.map(({ document: name }) => name)).toContain(document);
    for (const tab of [first, second]) expect(tab.texts().toSorted()).toEqual(['before', 'honest']);
    await first.writer.send('after');
    await second.seesStamped('after');
  });
});

describe('a replica that is refused again and again', () => {
  it('gives back all that was composed, once, and goes on with what the relay has', async () => {
    const { relay, device } = setUp();
    const alice = await device('alice', 'laptop').openTab();
    await alice.writer.send('accepted');
    await alice.seesStamped('accepted');
    relay.refusesAll = 'read-only';
    await Promise.all([alice.writer.send('one'), alice.writer.send('two')]);
    const { userDocuments, replicas } = alice.tab;
    await until(userDocuments, () => userDocuments.current.get()?.returned.size === 2);
    await until(replicas.activity, () => alice.texts().join() === 'accepted');
    const returned = [...(userDocuments.current.get()?.returned.values() ?? [])];
    expect(returned.map(({ text }) => text).toSorted()).toEqual(['one', 'two']);
    expect(relay.refusals.length).toBeLessThanOrEqual(3);

    relay.refusesAll = undefined;
    await alice.writer.send('three');
    await alice.seesStamped('three');
  });
});

describe('somebody who was removed', () => {
  it('finds what was pending under returned, and the room gone', async () => {
    const { relay, device } = setUp();
    const laptop = device('alice', 'laptop');
    const alice = await laptop.openTab();
    await alice.writer.send('hello');
    await alice.seesStamped('hello');
    laptop.goOffline();
    await alice.writer.send('one');
    await alice.writer.send('two');
    relay.forbidden.set(document, 'removed-from-room');
    laptop.goOnline();
    const { userDocuments, departures } = alice.tab;
    await until(userDocuments, () => userDocuments.current.get()?.returned.size === 2);
    expect(departures.reason(room)).toBe('removed-from-room');
    const returned = [...(userDocuments.current.get()?.returned.values() ?? [])];
    expect(returned.map(({ text, reason }) => [text, reason])).toEqual([
      ['one', 'removed-from-room'],
      ['two', 'removed-from-room'],
    ]);
    expect(relay.document(document).doc.getArray('messages').length).toBe(1);
  });

  it('and is back while the copies are still being deleted begins anew after that', async () => {
    const { relay, device } = setUp();
    const laptop = device('alice', 'laptop');
    const alice = await laptop.openTab();
    await alice.writer.send('hello');
    await alice.seesStamped('hello');
    laptop.goOffline();
    await alice.writer.send('one');
    relay.forbidden.set(document, 'removed-from-room');
    laptop.goOnline();
    const { departures, replicas, connection, identity, environment, userDocuments } = alice.tab;
    await until(departures, () => departures.reason(room) !== undefined);
    relay.forbidden.delete(document);
    const { rooms } = userDocumentOf(relay.document(userDocumentName('alice' as UserId, 0)).doc);
    rooms.push([{ ...rooms.get(0), title: 'Back' }]);
    rooms.delete(0);
    await until(departures, () => departures.reason(room) === undefined);
    const returned = [...(userDocuments.current.get()?.returned.values() ?? [])];
    expect(returned.map(({ text }) => text)).toEqual(['one']);

    const chain = new Chain(room, 0, replicas, connection);
    await new ConversationWriter(room, chain, identity, environment).send('two');
    const messages = relay.document(document).doc.getArray<{ text: string }>('messages');
    await until(replicas.activity, () => chain.head()?.unstampedCount() === 0);
    expect(messages.map(({ text }) => text).toSorted()).toEqual(['hello', 'two']);
  });
});

describe('databases that the browser threw away', () => {
  const throwsAway = async (laptop: { readonly environment: Environment }): Promise<void> => {
    await deleteDB(databaseName(laptop.environment.profile, 'alice' as UserId));
  };
  const keptTwice = (storage: SpareStorage): string =>
    Array.from({ length: storage.length }, (_, index) =>
      atob(storage.getItem(storage.key(index) ?? '') ?? ''),
    ).join();

  it('take nothing with them that was not sent, and what the relay has is not sent twice', async () => {
    const { relay, device } = setUp();
    const storage = spareStorage();
    const laptop = device('alice', 'laptop', createBrowser(relay, { spareStorage: storage }));
    const first = await laptop.openTab();
    await first.writer.send('sent before');
    await first.seesStamped('sent before');
    laptop.goOffline();
    const onTheWay = await first.writer.send('on the way');
    const { doc } = first.segment() ?? {};
    if (doc === undefined) throw new Error('it was not written');
    const arrived = Y.encodeStateAsUpdate(doc);
    await first.writer.send('not sent yet');
    await expect.poll(() => keptTwice(storage)).toContain('not sent yet');
    await first.tab.close();
    await throwsAway(laptop);
    // The word that it has arrived was lost with the databases.
    const { messages, stamps } = segmentOf(relay.document(document).doc);
    Y.applyUpdate(relay.document(document).doc, arrived);
    stamps.set(onTheWay, { seq: 2, at: 2, author: first.tab.identity.user });

    laptop.goOnline();
    const second = await laptop.openTab();
    await second.seesStamped('not sent yet');
    expect(messages.map(({ text }) => text)).toEqual(['sent before', 'on the way', 'not sent yet']);
    await expect.poll(() => storage.length).toBe(0);
  });

  it('take what was withdrawn with them, and whoever signs out leaves no second copy', async () => {
    const { relay, device } = setUp();
    const storage = spareStorage();
    const laptop = device('alice', 'laptop', createBrowser(relay, { spareStorage: storage }));
    laptop.goOffline();
    const { tab, writer, segment } = await laptop.openTab();
    await writer.send('said in anger');
    await expect.poll(() => keptTwice(storage)).toContain('said in anger');
    segment()?.messages.delete(0);
    await expect.poll(() => keptTwice(storage)).not.toContain('said in anger');
    await writer.send('never to be sent');
    await expect.poll(() => keptTwice(storage)).toContain('never to be sent');
    await tab.wipe();
    expect(storage.length).toBe(0);
  });

  it('take no edit, retraction, reaction or draft with them', async () => {
    const { relay, device } = setUp();
    const storage = spareStorage();
    const laptop = device('alice', 'laptop', createBrowser(relay, { spareStorage: storage }));
    const first = await laptop.openTab();
    const tea = await first.writer.send('tea');
    const coffee = await first.writer.send('coffee');
    first.writer.toggleReaction(tea, '👍');
    await first.seesStamped('coffee');
    const { amendments, reactions } = segmentOf(relay.document(document).doc);
    await expect.poll(() => reactions.size).toBe(1);
    laptop.goOffline();
    await first.writer.edit(tea, 'green tea');
    await first.writer.retract(coffee);
    first.writer.toggleReaction(tea, '👍');
    first.writer.toggleReaction(tea, '🍵');
    first.tab.userDocuments.change(({ drafts }) => drafts.set(room, { text: 'and cake', at: 1 }));
    // The page goes at once: nothing is looked at any more.
    laptop.leave();
    await Promise.resolve();
    expect(keptTwice(storage)).toContain('and cake');
    await first.tab.close();
    await throwsAway(laptop);

    laptop.goOnline();
    await laptop.openTab();
    const { drafts } = userDocumentOf(relay.document(userDocumentName('alice' as UserId, 0)).doc);
    await expect.poll(() => drafts.get(room)?.text).toBe('and cake');
    await expect
      .poll(() => amendments.toArray())
      .toMatchObject([
        { message: tea, text: 'green tea' },
        { message: coffee, retract: true },
      ]);
    expect([...reactions.keys()]).toEqual([expect.stringContaining('🍵')]);
    await expect.poll(() => storage.length).toBe(0);
  });

  it('take nothing of what was composed before and after a restart without network', async () => {
    const { relay, device } = setUp();
    const storage = spareStorage();
    const laptop = device('alice', 'laptop', createBrowser(relay, { spareStorage: storage }));
    laptop.goOffline();
    const first = await laptop.openTab();
    await first.writer.send('before');
    await first.tab.close();
    const second = await laptop.openTab();
    await second.writer.send('after');
    await expect.poll(() => keptTwice(storage)).toContain('after');
    await second.tab.close();
    await throwsAway(laptop);

    laptop.goOnline();
    const third = await laptop.openTab();
    await third.seesStamped('after');
    expect(third.stamped()).toEqual(['before', 'after']);
  });

  it('take nothing of documents that wait on the disk when they vanish under an open page', async () => {
    const vanish = vanishing();
    const { relay, device } = setUp();
    const storage = spareStorage();
    const laptop = device('alice', 'laptop', createBrowser(relay, { spareStorage: storage }));
    const { tab } = await laptop.openTab();
    const waiting = segmentName('walks' as RoomId, 0);
    const { doc, messages } = segmentOf(new Y.Doc());
    const { user, device: author } = tab.identity;
    messages.push([
      { id: newMessageId(), author: user, device: author, sentAt: 1, kind: 'text', text: 'along the river?' },
    ]);
    new SpareCopy(storage, laptop.environment.profile, user).keep(waiting, Y.encodeStateAsUpdate(doc));
    await vanish(laptop.environment.profile);
    const { messages: arrived } = segmentOf(relay.document(waiting).doc);
    await expect.poll(() => arrived.map(({ text }) => text)).toEqual(['along the river?']);
  });

  it('leave the second copy alone while one of them merely cannot be read', async () => {
    const { relay, device } = setUp();
    const storage = spareStorage();
    const laptop = device('alice', 'laptop', createBrowser(relay, { spareStorage: storage }));
    laptop.goOffline();
    const first = await laptop.openTab();
    await first.writer.send('not sent yet');
    await expect.poll(() => keptTwice(storage)).toContain('not sent yet');
    await first.tab.close();

    const { value: getAll }: { value?: IDBObjectStore['getAll'] } =
      Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'getAll') ?? {};
    const disk = vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(function (
      this: IDBObjectStore,
      ...rows
    ) {
      if (this.name === 'updates' || getAll === undefined)
        throw new DOMException('the disk is broken', 'UnknownError');
      return getAll.apply(this, rows);
    });
    laptop.goOnline();
    const second = await laptop.openTab();
    await until(
      second.tab.replicas.activity,
      () => second.chain.head()?.replica.get()?.synced.get() === true,
    );
    await second.tab.close();
    expect(keptTwice(storage)).toContain('not sent yet');

    disk.mockRestore();
    await (await laptop.openTab()).seesStamped('not sent yet');
    await expect.poll(() => storage.length).toBe(0);
  });
});

describe('a relay restored from a backup', () => {
  it('gets again what it lost of this device', async () => {
    const { relay, device } = setUp();
    const laptop = device('alice', 'laptop');
    const alice = await laptop.openTab();
    await alice.writer.send('kept');
    await alice.seesStamped('kept');
    relay.forget(document);
    relay.epoch = 'epoch-2';
    relay.dropAll();
    await until(alice.tab.replicas.activity, () => alice.chain.head()?.replica.get()?.generation === 1);
    await alice.seesStamped('kept');
    expect(relay.document(document).doc.getArray('messages').length).toBe(1);
  });
});
