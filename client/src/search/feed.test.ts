import { segmentName, userDocumentName } from '@skein/shared/documents';
import type { AmendmentId, MessageId, RoomId, UserId } from '@skein/shared/ids';
import type { Amendment, Message } from '@skein/shared/message';
import { segmentOf } from '@skein/shared/segment';
import { userDocumentOf } from '@skein/shared/userDocument';
import { deleteDB } from 'idb';
import { afterEach, describe, expect, it } from 'vitest';
import { HandRelay } from '../../test/handRelay.ts';
import { roomEntry } from '../../test/roomEntry.ts';
import { createBrowser, until } from '../../test/stage.ts';
import { systemClock } from '../sync/environment.ts';
import type { SignedInPerson } from '../sync/signedInPerson.ts';
import { Feed } from './feed.ts';
import type { SegmentContent } from './port.ts';
import { SearchIndex } from './searchIndex.ts';

const room = 'tea' as RoomId;
const document = segmentName(room, 0);
const alice = 'alice' as UserId;
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const tab of open.splice(0)) await tab.close();
});

const message = (id: string, text: string): Message => ({
  id: id as MessageId,
  author: alice,
  device: 'laptop' as Message['device'],
  sentAt: 1,
  kind: 'text',
  text,
});
const amendment = (id: string, of: string, change: Pick<Amendment, 'text' | 'retract'>): Amendment => ({
  id: id as AmendmentId,
  message: of as MessageId,
  author: alice,
  device: 'laptop' as Message['device'],
  at: 2,
  ...change,
});

const setUp = () => {
  const relay = new HandRelay();
  userDocumentOf(relay.document(userDocumentName(alice, 0)).doc).rooms.push([
    roomEntry(room, { kind: 'group', title: 'Tea', members: [alice] }),
  ]);
  const browser = createBrowser(relay);
  const openTab = async (clock = systemClock) => {
    const tab: SignedInPerson = await browser.openTab('alice', 'laptop');
    const name = `${browser.environment.profile}/alice/search`;
    const index = new SearchIndex(name, new BroadcastChannel(name));
    const indexed: SegmentContent[] = [];
    const { replicas, stored, environment } = tab;
    const feed = new Feed({
      viewer: alice,
      environment: { ...environment, clock },
      replicas,
      stored,
      lock: name,
      index: {
        versions: () => index.versions(),
        put: async (content) => {
          indexed.push(content);
          await index.put(content);
        },
        forget: (documents) => index.forget(documents),
        prepare: () => index.prepare(),
        find: (query, limit) => index.find(query, limit),
        rest: () => index.rest(),
        close: () => index.close(),
      },
    });
    tab.accompany({
      close: async () => {
        feed.close();
        await index.close();
      },
      wipe: () => deleteDB(name),
    });
    open.push(tab);
    const held = replicas.hold(document);
    await held.whenOpen();
    return {
      tab,
      feed,
      index,
      indexed,
      write: async (change: (segment: ReturnType<typeof segmentOf>) => void) => {
        await held.write(
          (doc) => change(segmentOf(doc)),
          () => undefined,
        );
        await feed.settled();
      },
      finds: async (text: string) => {
        await feed.settled();
        return (await index.find({ text }, 50)).found.map((found) => found.text);
      },
    };
  };
  return { relay, browser, openTab };
};

describe('what is said', () => {
  it('is found at once, before any relay has it and after', async () => {
    const { browser, openTab } = setUp();
    const { tab, feed, write, finds } = await openTab();
    await feed.start();
    browser.goOffline();
    await write(({ messages }) => messages.push([message('a', 'who has the kettle')]));
    expect(await finds('kettle')).toEqual(['who has the kettle']);
    browser.goOnline();
    await until(tab.replicas.activity, () => tab.replicas.find(document)?.unstampedCount() === 0);
    expect(await finds('kettle')).toEqual(['who has the kettle']);
  });

  it('is found by its last wording, and not at all once retracted', async () => {
    const { openTab } = setUp();
    const { feed, index, write, finds } = await openTab();
    await feed.start();
    await write(({ messages }) => messages.push([message('a', 'at noon'), message('b', 'no secret')]));
    await write(({ amendments }) => amendments.push([amendment('x', 'a', { text: 'at midnight' })]));
    expect(await finds('noon')).toEqual([]);
    expect(await finds('midnight')).toEqual(['at midnight']);
    await write(({ amendments }) => amendments.push([amendment('y', 'b', { retract: true })]));
    expect(await finds('secret')).toEqual([]);
    const { found } = await index.find({ text: '', author: alice }, 50);
    expect(found.map(({ text }) => text)).toEqual(['at midnight']);
  });

  it('is indexed once: a cursor, a reaction or a restart is no reason to do it again', async () => {
    const { openTab } = setUp();
    const first = await openTab();
    await first.feed.start();
    await first.write(({ messages }) => messages.push([message('a', 'tea')]));
    await until(first.tab.replicas.activity, () => first.tab.replicas.find(document)?.unstampedCount() === 0);
    await first.feed.settled();
    const before = first.indexed.length;
    await first.write(({ reactions }) => reactions.set('a alice 👍', true));
    expect(first.indexed.length).toBe(before);
    await first.tab.close();

    const second = await openTab();
    await second.feed.start();
    expect(await second.finds('tea')).toEqual(['tea']);
    expect(second.indexed).toEqual([]);
  });

  it('is found though it was closed before anybody looked', async () => {
    const { openTab } = setUp();
    const { tab, feed, finds } = await openTab({
      // Whatever is put off is put off for ever.
      now: () => 0,
      after: (milliseconds, call) => (milliseconds === 0 ? systemClock.after(0, call) : () => undefined),
    });
    await feed.start();
    await feed.settled();
    const other = tab.replicas.hold(segmentName(room, 1));
    await other.write(
      (doc) => segmentOf(doc).messages.push([message('z', 'quickly said')]),
      () => undefined,
    );
    await until(tab.replicas.activity, () => other.unstampedCount() === 0);
    tab.replicas.release(other);
    await until(tab.replicas, () => tab.replicas.find(other.name) === undefined);
    expect(await finds('quickly')).toEqual(['quickly said']);
  });
});

describe('what is stored', () => {
  it('is indexed in the background when it is not yet', async () => {
    const { openTab } = setUp();
    const first = await openTab();
    await first.write(({ messages }) => messages.push([message('a', 'from before')]));
    await first.tab.close();
    await deleteDB(`${first.tab.environment.profile}/alice/search`);
    const second = await openTab();
    await second.feed.start();
    expect(second.feed.backlog.get().left).toBe(0);
    expect(await second.finds('before')).toEqual(['from before']);
  });

  it('leaves the index with the conversation that was left', async () => {
    const { relay, openTab } = setUp();
    const { tab, feed, write, finds } = await openTab();
    await feed.start();
    await write(({ messages }) => messages.push([message('a', 'tea')]));
    relay.closeDocument(document, 'removed-from-room');
    await new Promise<void>((resolve) => {
      tab.stored.onForgotten(() => resolve());
    });
    expect(await finds('tea')).toEqual([]);
  });

  it('leaves the index at the next start when there was no time before', async () => {
    const { openTab } = setUp();
    const { feed, index, finds } = await openTab();
    const messages = [{ id: 'a' as MessageId, author: alice, at: 1, text: 'long gone', hasFile: false }];
    await index.put({ document: 'room/gone/0', room: 'gone' as RoomId, version: '1', messages });
    expect(await finds('gone')).toEqual(['long gone']);
    await feed.start();
    expect(await finds('gone')).toEqual([]);
  });

  it('is gone when the person signs out', async () => {
    const { openTab } = setUp();
    const { tab, feed, write } = await openTab();
    await feed.start();
    await write(({ messages }) => messages.push([message('a', 'tea')]));
    await tab.wipe();
    const names = (await indexedDB.databases()).map(({ name }) => name);
    expect(names.filter((name) => name?.startsWith(`${tab.environment.profile}/alice`))).toEqual([]);
  });
});
