import { segmentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';
import { segmentOf } from '@skein/shared/segment';
import { afterEach, expect, it, vi } from 'vitest';
import { HandRelay } from '../../test/handRelay.ts';
import { createBrowser, until } from '../../test/stage.ts';
import { Chain } from './chain.ts';
import { ConversationWriter } from './conversation.ts';
import { NotDurableError } from './localCopy.ts';
import { LocalIndex } from './localIndex.ts';

const room = 'tea' as RoomId;

afterEach(() => {
  vi.restoreAllMocks();
});

/** From now on the disk takes nothing. */
const fillDisk = () => {
  const { value: put }: { value?: IDBObjectStore['put'] } =
    Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put') ?? {};
  if (put === undefined) throw new Error('there is no IndexedDB');
  return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    ...row
  ) {
    const request = put.apply(this, row);
    if (this.name === 'updates') request.addEventListener('success', () => this.transaction.abort());
    return request;
  });
};

it('rejects what the disk does not keep: nothing was composed, and the relay never hears of it', async () => {
  const relay = new HandRelay();
  const alice = await createBrowser(relay).openTab('alice', 'laptop');
  const chain = new Chain(room, 0, alice.replicas, alice.connection);
  const writer = new ConversationWriter(room, chain, alice.identity, alice.environment);
  await writer.send('first');

  const segment = segmentOf(relay.document(segmentName(room, 0)).doc);
  const heard = new Set<string>();
  segment.doc.on('update', () => {
    for (const { text } of segment.messages.toArray()) heard.add(text);
  });

  const disk = fillDisk();
  await expect(writer.send('second')).rejects.toThrow(NotDurableError);
  const texts = () => {
    const replica = chain.head()?.replica.get();
    return (
      replica &&
      segmentOf(replica.doc)
        .messages.toArray()
        .map(({ text }) => text)
    );
  };
  expect(texts()).toEqual(['first']);

  disk.mockRestore();
  await writer.send('third');
  await new Promise<void>((resolve) => {
    const look = () => segment.messages.length === 2 && resolve();
    segment.doc.on('update', look);
    look();
  });
  expect(segment.messages.toArray().map(({ text }) => text)).toEqual(['first', 'third']);
  expect(heard).not.toContain('second');
  expect(relay.refusals).toEqual([]);
  await alice.close();
});

it('is whole again with the next change, when another tab let go of it meanwhile', async () => {
  const relay = new HandRelay();
  const browser = createBrowser(relay);
  const alice = await browser.openTab('alice', 'laptop');
  const chain = new Chain(room, 0, alice.replicas, alice.connection);
  const writer = new ConversationWriter(room, chain, alice.identity, alice.environment);
  await writer.send('first');
  await until(alice.replicas.activity, () => chain.head()?.unstampedCount() === 0);
  const name = segmentName(room, 0);
  const other = new LocalIndex(browser.environment.profile, alice.identity.user);
  await expect.poll(() => other.release(name)).toBe(true);

  browser.goOffline();
  await writer.send('second');
  const doc = await other.read(name);
  expect(
    segmentOf(doc)
      .messages.toArray()
      .map(({ text }) => text),
  ).toEqual(['first', 'second']);
  await other.close();
  await alice.close();
});

it('is written as few rows, however much is written, and what was erased is then off the disk', async () => {
  const relay = new HandRelay();
  const browser = createBrowser(relay);
  browser.goOffline();
  const alice = await browser.openTab('alice', 'laptop');
  const name = segmentName(room, 0);
  const document = alice.replicas.hold(name);
  const replica = await document.whenOpen();
  const { messages } = segmentOf(replica?.doc ?? relay.document(name).doc);
  await document.write(
    ({ clientID }) => messages.doc?.getMap('meta').set('erased', `erased ${clientID}`),
    () => undefined,
  );
  await document.write(
    (doc) => doc.getMap('meta').delete('erased'),
    () => undefined,
  );
  for (let time = 0; time < 250; time++) document.change((doc) => doc.getMap('meta').set('time', time));
  await replica?.durable();
  const database = await new LocalIndex(alice.environment.profile, alice.identity.user).database;
  const rows = await database.getAll('updates');
  expect(rows.length).toBeLessThan(200);
  expect(rows.some((row) => new TextDecoder().decode(row).includes('erased '))).toBe(false);
  database.close();
  await alice.close();
});
