import { segmentName, userDocumentName } from '@skein/shared/documents';
import type { DeviceId, MessageId, RoomId, UserId } from '@skein/shared/ids';
import { CHANNELS_PER_CONNECTION, SYNCED_CONVERSATIONS, UNSETTLED_AT_ONCE } from '@skein/shared/limits';
import { segmentOf } from '@skein/shared/segment';
import { userDocumentOf } from '@skein/shared/userDocument';
import { afterEach, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { HandRelay } from '../../test/handRelay.ts';
import { createBrowser, until } from '../../test/stage.ts';
import { cell } from '../sync/live.ts';
import type { SignedInPerson } from '../sync/signedInPerson.ts';
import { createConversationList } from './conversationList.ts';
import { markAllRead } from './markAllRead.ts';

vi.setConfig({ testTimeout: 60_000 });

const alice = 'alice' as UserId;
const bob = 'bob' as UserId;
const phone = 'phone' as DeviceId;
const MANY = CHANNELS_PER_CONNECTION;
/** The person's own document, and what is being read and closed right now. */
const OTHERS = 3;
const open: SignedInPerson[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((tab) => tab.close()));
});

/** More conversations than a connection has channels, with one message of Bob's in each. */
const manyUnread = async () => {
  const relay = new HandRelay();
  const own = userDocumentOf(relay.document(userDocumentName(alice, 0)).doc);
  own.devices.push([{ id: 'laptop' as DeviceId, name: 'Laptop', kind: 'sub', lastSeen: 1 }]);
  const segments = Array.from({ length: MANY }, (_, number) => {
    const room = `room-${number}` as RoomId;
    const name = segmentName(room, 0);
    const segment = segmentOf(relay.document(name).doc);
    segment.meta.set('firstSeq', 1);
    const written = new Y.Doc();
    segmentOf(written).messages.push([
      { id: `${room}-1` as MessageId, author: bob, device: phone, sentAt: 1, kind: 'text', text: 'tea?' },
    ]);
    relay.admit(name, Y.encodeStateAsUpdate(written), {
      user: bob,
      device: phone,
      devices: new Set([phone]),
      moderator: false,
    });
    own.rooms.push([
      {
        id: room,
        kind: 'direct',
        title: '',
        role: 'member',
        members: [alice, bob],
        head: 0,
        lastSeq: 1,
        readSeq: 0,
        unread: 1,
        mentions: 0,
        at: 1,
      },
    ]);
    return segment;
  });
  const browser = createBrowser(relay);
  const tab = await browser.openTab(alice, 'laptop');
  open.push(tab);
  const drafts = { subscribe: () => () => undefined, text: () => '' };
  const list = createConversationList(tab, cell(new Map()), drafts);
  await until(list, () => list.get().unread === MANY);
  return { relay, browser, tab, list, segments };
};

it('reads without a network however many conversations there are, and holds open no more than a connection has room for', async () => {
  const { relay, browser, tab, list, segments } = await manyUnread();
  browser.goOffline();
  let most = 0;
  tab.replicas.subscribe(() => {
    most = Math.max(most, tab.replicas.opened().length);
  });
  await markAllRead(tab);
  expect(most).toBeLessThanOrEqual(UNSETTLED_AT_ONCE + SYNCED_CONVERSATIONS + OTHERS);
  expect(list.get()).toMatchObject({ unread: 0, hasUnread: false });

  browser.goOnline();
  const isRead = (): boolean => segments.every(({ cursors }) => cursors.size === 1);
  await expect.poll(isRead, { timeout: 40_000 }).toBe(true);
  expect(relay.refusals).toEqual([]);
  expect(list.get().unread).toBe(0);
});

it('sends after a restart what is to be sent of more conversations than are open at once', async () => {
  const { browser, tab, segments } = await manyUnread();
  browser.goOffline();
  await markAllRead(tab);
  await tab.close();
  browser.goOnline();
  open.push(await browser.openTab(alice, 'laptop'));
  await expect
    .poll(() => segments.every(({ cursors }) => cursors.size === 1), { timeout: 40_000 })
    .toBe(true);
});
