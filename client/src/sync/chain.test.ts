import { segmentName } from '@skein/shared/documents';
import type { DeviceId, MessageId, RoomId, UserId } from '@skein/shared/ids';
import { SEGMENT_COMFORT, SHOWN_AROUND } from '@skein/shared/limits';
import { segmentOf } from '@skein/shared/segment';
import { afterEach, expect, it } from 'vitest';
import { HandRelay } from '../../test/handRelay.ts';
import { createBrowser, until } from '../../test/stage.ts';
import { Chain } from './chain.ts';
import type { SignedInPerson } from './signedInPerson.ts';

const room = 'tea' as RoomId;
const bob = 'bob' as UserId;
const SIZE = 100;
const open: SignedInPerson[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((tab) => tab.close()));
});

const fill = (relay: HandRelay, index: number, count: number): void => {
  const { doc } = relay.document(segmentName(room, index));
  const { messages, stamps, meta } = segmentOf(doc);
  const first = index * SIZE + 1;
  doc.transact(() => {
    meta.set('firstSeq', first);
    for (let seq = first; seq < first + count; seq += 1) {
      const id = `m${seq}` as MessageId;
      messages.push([
        { id, author: bob, device: 'd' as DeviceId, sentAt: seq, kind: 'text', text: `${seq}` },
      ]);
      stamps.set(id, { seq, at: seq, author: bob });
    }
  });
};

const close = (relay: HandRelay, index: number): void => {
  fill(relay, index + 1, 0);
  segmentOf(relay.document(segmentName(room, index)).doc).meta.set('next', index + 1);
};

/** A conversation of so many full segments and an open one, opened at its end. */
const reader = async (
  segments: number,
  gaps?: readonly { from: number; to: number }[],
  messagesInOpen = 10,
) => {
  const relay = new HandRelay();
  for (let index = 0; index < segments; index += 1) {
    fill(relay, index, SIZE);
    segmentOf(relay.document(segmentName(room, index)).doc).meta.set('next', index + 1);
  }
  fill(relay, segments, messagesInOpen);
  const browser = createBrowser(relay);
  const tab = await browser.openTab('alice', 'laptop');
  open.push(tab);
  const chain = new Chain(room, segments, tab.replicas, tab.connection, gaps);
  const shown = (): number[] => chain.shown().map(({ name }) => Number(name.split('/').at(-1)));
  const held = (): number => tab.replicas.openedOf(room).length;
  return { relay, browser, chain, shown, held, replicas: tab.replicas };
};

it('begins with the end, and with what is before it while that is little', async () => {
  const { chain, shown } = await reader(20);
  await until(chain, () => shown().length === 2);
  expect(shown()).toEqual([19, 20]);
  expect([chain.earlier.get(), chain.later.get()]).toEqual(['more', 'none']);
});

it.each([
  [SEGMENT_COMFORT - 1, [2, 3]],
  [SEGMENT_COMFORT, [3]],
])('with %i messages at the end shows the segments %j', async (count, segments) => {
  const { chain, shown } = await reader(3, undefined, count);
  await until(chain.earlier, () => chain.earlier.get() === 'more' && shown().length >= segments.length);
  expect(shown()).toEqual(segments);
  // And is content with that.
  expect(chain.earlier.get()).toBe('more');
});

it('keeps what is SHOWN_AROUND the reader, and lets go of a segment one message farther away', async () => {
  const { chain, shown, held, replicas } = await reader(20);
  await until(chain, () => shown().length === 2);
  while (shown()[0] !== 8) await chain.loadEarlier();
  const lastFirstSeq = 20 * SIZE + 1;
  chain.lookAt(lastFirstSeq - SHOWN_AROUND - 20, lastFirstSeq - SHOWN_AROUND + 1);
  expect(shown().at(-1)).toBe(20);
  chain.lookAt(lastFirstSeq - SHOWN_AROUND - 21, lastFirstSeq - SHOWN_AROUND);
  expect(shown().at(-1)).toBe(19);
  expect(chain.later.get()).toBe('more');
  expect(chain.isAtEnd()).toBe(false);
  const secondFirstSeq = 9 * SIZE + 1;
  chain.lookAt(secondFirstSeq + SHOWN_AROUND - 1, 19 * SIZE);
  expect(shown()[0]).toBe(8);
  chain.lookAt(secondFirstSeq + SHOWN_AROUND, 19 * SIZE);
  expect(shown()[0]).toBe(9);
  await until(replicas, () => held() <= 12);
  await chain.loadLater();
  expect(shown().at(-1)).toBe(20);
  expect(chain.later.get()).toBe('none');
});

it('shows what is around a message without what is between there and the end', async () => {
  const { chain, shown, held, replicas } = await reader(20);
  await until(chain, () => shown().length === 2);
  const before = chain.window();
  expect(await chain.showAround(3)).toBe(true);
  expect(shown()).toEqual([3]);
  expect(chain.window()).not.toBe(before);
  expect(chain.head()?.name).toBe(segmentName(room, 20));
  await Promise.all([chain.loadEarlier(), chain.loadLater()]);
  expect(shown()).toEqual([2, 3, 4]);
  chain.showLatest();
  await until(chain, () => shown().length === 2);
  expect(shown()).toEqual([19, 20]);
  await until(replicas, () => held() <= 3);
});

it('steps over what the person may not read, both ways', async () => {
  const { chain, shown } = await reader(9, [{ from: 3, to: 5 }]);
  await until(chain, () => shown().length === 2);
  await chain.showAround(2);
  await chain.loadLater();
  expect(shown()).toEqual([2, 6]);
  await chain.showAround(7);
  await chain.loadEarlier();
  await chain.loadEarlier();
  expect(shown()).toEqual([2, 6, 7]);
});

it('goes on with a reader who sees the conversation go on, and not with one who looks elsewhere', async () => {
  const { relay, chain, shown } = await reader(2);
  await until(chain, () => shown().length === 2);
  close(relay, 2);
  await until(chain, () => shown().includes(3));
  expect(chain.isAtEnd()).toBe(true);
  await chain.showAround(0);
  close(relay, 3);
  await until(chain, () => chain.head()?.name === segmentName(room, 4));
  expect(shown()).toEqual([0]);
  expect(chain.later.get()).toBe('more');
});

it('leaves a reader who was away where they stopped, however far the conversation went on', async () => {
  const { relay, browser, chain, shown } = await reader(2);
  await until(chain, () => shown().length === 2);
  browser.goOffline();
  for (let index = 2; index < 12; index += 1) {
    fill(relay, index, SIZE);
    close(relay, index);
  }
  browser.goOnline();
  await until(chain, () => chain.head()?.name === segmentName(room, 12));
  expect(shown()).toEqual([1, 2]);
  expect(chain.later.get()).toBe('more');
});

it('lets the last jump win', async () => {
  const { chain, shown } = await reader(20);
  await until(chain, () => shown().length === 2);
  const jumps = await Promise.all([chain.showAround(3), chain.showAround(7)]);
  expect(jumps).toEqual([false, true]);
  expect(shown()).toEqual([7]);
});
