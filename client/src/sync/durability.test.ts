import { segmentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';
import { segmentOf } from '@skein/shared/segment';
import { afterEach, expect, it, vi } from 'vitest';
import { HandRelay } from '../../test/handRelay.ts';
import { createBrowser } from '../../test/stage.ts';
import { Chain } from './chain.ts';
import { ConversationWriter } from './conversation.ts';
import { NotDurableError } from './durability.ts';

const room = 'tea' as RoomId;

afterEach(() => {
  vi.restoreAllMocks();
});

/** A disk that takes what it is given and does not keep it. */
const fillDisk = () => {
  const { value: add }: { value?: IDBObjectStore['add'] } =
    Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'add') ?? {};
  if (add === undefined) throw new Error('there is no IndexedDB');
  return vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, value) {
    const request = add.call(this, value);
    if (this.name === 'updates') request.addEventListener('success', () => this.delete(request.result));
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
