import { segmentName } from '@skein/shared/documents';
import type { AmendmentId, DeviceId, MessageId, RoomId, UserId } from '@skein/shared/ids';
import { HISTORY_QUERIES_PER_MINUTE, QUOTED_ORIGINALS } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import { segmentOf } from '@skein/shared/segment';
import { afterEach, expect, it } from 'vitest';
import { HandRelay } from '../../test/handRelay.ts';
import { createBrowser, until } from '../../test/stage.ts';
import { type Clock, systemClock } from '../sync/environment.ts';
import type { Api } from './api.ts';
import type { MessageView } from './conversationModel.ts';
import { Originals } from './originals.ts';

const room = 'tea' as RoomId;
const bob = 'bob' as UserId;
const phone = 'phone' as DeviceId;
const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

/** Pauses take no time. */
const unhurried: Clock = { now: () => Date.now() * 1_000, after: (_, call) => systemClock.after(0, call) };

/** The pauses between questions end when a test says so. */
const handClock = () => {
  const pauses: (() => void)[] = [];
  const clock: Clock = {
    now: systemClock.now,
    after: (milliseconds, call) => {
      if (milliseconds !== (2 * 60_000) / HISTORY_QUERIES_PER_MINUTE)
        return systemClock.after(milliseconds, call);
      pauses.push(call);
      return () => undefined;
    },
  };
  return { clock, pauses };
};

const original = (number: number): MessageId => `m${number}` as MessageId;
const answer = (seq: number, to: MessageId): MessageView =>
  ({ id: `a${seq}`, seq, replyTo: { id: to } }) as unknown as MessageView;

/** Bob once said m0, m1 and so on, each in a segment of its own unless told otherwise; Alice reads what answers them. */
const reader = async (
  count: number,
  clock: Clock = unhurried,
  segmentOfMessage = (number: number) => number,
) => {
  const relay = new HandRelay();
  const segment = (index: number) => segmentOf(relay.document(segmentName(room, index)).doc);
  for (let number = 0; number < count; number += 1) {
    const { messages, stamps } = segment(segmentOfMessage(number));
    const id = original(number);
    messages.push([{ id, author: bob, device: phone, sentAt: 1, kind: 'text', text: `said ${number}` }]);
    stamps.set(id, { seq: number + 1, at: 1, author: bob });
  }
  const browser = createBrowser(relay, { clock });
  const tab = await browser.openTab('alice', 'laptop');
  const { replicas, connection } = tab;
  await until(connection.state, () => connection.state.get().phase === 'connected');
  const asked: MessageId[] = [];
  const api = {
    call: (_: string, { query }: { query: { message: MessageId } }) => {
      asked.push(query.message);
      const number = Number(query.message.slice(1));
      if (!(number < count)) return Promise.reject(new RefusedError('not-found'));
      return Promise.resolve({ message: query.message, segment: segmentOfMessage(number), seq: 1, at: 1 });
    },
  } as unknown as Api;
  let shown: readonly MessageView[] = [];
  const originals = new Originals(room, { signedIn: tab, api }, () => shown);
  open.push(tab, originals);
  const quotes = (): number[] =>
    Array.from({ length: count }, (_, number) => number).filter(
      (number) => originals.get(original(number)) !== undefined,
    );
  const opened = (): number => replicas.openedOf(room).length;
  return {
    relay,
    browser,
    tab,
    replicas,
    asked,
    originals,
    /** Told after `originals`, as views are. */
    told: { subscribe: (changed: () => void) => originals.subscribe(() => queueMicrotask(changed)) },
    segment,
    quotes,
    opened,
    shows: (...messages: readonly MessageView[]) => {
      shown = messages;
      originals.seek();
    },
    /** As if somebody had read there once. */
    keeps: async (index: number) => {
      const document = replicas.hold(segmentName(room, index));
      const replica = await document.whenOpen();
      if (replica) await until(replica.synced, () => replica.synced.get());
      replicas.release(document);
      await until(replicas, () => opened() === 0);
    },
  };
};

it('holds the QUOTED_ORIGINALS that are answered nearest to what is in sight, and not one more', async () => {
  const count = QUOTED_ORIGINALS + 3;
  const { originals, told, shows, quotes, opened, replicas, asked } = await reader(count);
  const all = Array.from({ length: count }, (_, number) => number);
  shows(...all.map((number) => answer(100 + number, original(number))));
  // Nobody said what is in sight: it is the end.
  await until(told, () => quotes().length === QUOTED_ORIGINALS);
  expect(quotes()).toEqual(all.slice(-QUOTED_ORIGINALS));
  originals.lookAt(98, 101);
  await until(told, () => quotes()[0] === 0 && quotes().length === QUOTED_ORIGINALS);
  expect(quotes()).toEqual(all.slice(0, QUOTED_ORIGINALS));
  await until(replicas, () => opened() === QUOTED_ORIGINALS);
  // One question a message.
  expect(asked.toSorted()).toEqual(all.map(original).toSorted());
});

it('says what an original says by now, and nothing of it once it is retracted', async () => {
  const { originals, told, shows, segment } = await reader(1);
  shows(answer(9, original(0)));
  await until(told, () => originals.get(original(0))?.text === 'said 0');
  const amend = (id: string, content: { text: string } | { retract: true }): void =>
    segment(0).amendments.push([
      { id: id as AmendmentId, message: original(0), author: bob, device: phone, at: 2, ...content },
    ]);
  amend('e1', { text: 'meant' });
  await until(told, () => originals.get(original(0))?.text === 'meant');
  amend('e2', { retract: true });
  await until(told, () => originals.get(original(0))?.retracted === true);
  expect(JSON.stringify(originals.get(original(0)))).not.toMatch(/said|meant/);
});

it('shows nothing of a segment that may not be read any more', async () => {
  const { told, shows, relay, quotes } = await reader(1);
  shows(answer(9, original(0)));
  await until(told, () => quotes().length === 1);
  relay.closeDocument(segmentName(room, 0), 'segment-forbidden');
  await until(told, () => quotes().length === 0);
});

it('finds with no network what the device keeps, and the rest when there is one', async () => {
  const { told, shows, browser, keeps, quotes, asked } = await reader(6);
  await keeps(3);
  browser.goOffline();
  shows(answer(8, original(3)), answer(9, original(5)));
  await until(told, () => quotes().length === 1);
  expect(quotes()).toEqual([3]);
  expect(asked).toEqual([]);
  browser.goOnline();
  await until(told, () => quotes().length === 2);
  expect(asked).toEqual([original(5)]);
});

it('quotes what was carried forward from where it went', async () => {
  const { told, shows, segment, keeps, quotes, asked } = await reader(1, unhurried, () => 1);
  segment(0).stamps.set(original(0), { seq: 1, at: 1, author: bob, in: 1 });
  await keeps(0);
  shows(answer(9, original(0)));
  await until(told, () => quotes().length === 1);
  expect(asked).toEqual([original(0)]);
});

it('asks half as often as it may, and not about what came with the segment of another', async () => {
  const { clock, pauses } = handClock();
  const { told, shows, quotes, asked, tab } = await reader(4, clock, (number) => Math.floor(number / 2));
  shows(answer(6, original(0)), answer(7, original(1)), answer(8, original(2)), answer(9, original(3)));
  await until(told, () => quotes().length === 1);
  // What it could do now it would have done when this is answered.
  await tab.stored.segments();
  expect(asked).toEqual([original(3)]);
  pauses.shift()?.();
  await until(told, () => quotes().length === 3);
  expect(asked).toEqual([original(3), original(1)]);
  pauses.shift()?.();
  await until(told, () => quotes().length === 4);
  expect([asked.length, pauses.length]).toEqual([2, 0]);
});

it('asks once about what is not there for this person', async () => {
  const { told, shows, quotes, asked, browser, tab } = await reader(1);
  shows(answer(8, original(0)), answer(9, original(7)));
  await until(told, () => quotes().length === 1);
  const { state } = tab.connection;
  browser.goOffline();
  await until(state, () => state.get().phase !== 'connected');
  browser.goOnline();
  await until(state, () => state.get().phase === 'connected');
  shows(answer(8, original(0)), answer(9, original(7)), answer(10, original(0)));
  await tab.stored.segments();
  expect(asked).toEqual([original(7), original(0)]);
});

it('lets go of what is not quoted any more, and of everything at its end', async () => {
  const { originals, told, shows, quotes, opened, replicas } = await reader(2);
  shows(answer(8, original(0)), answer(9, original(1)));
  await until(told, () => quotes().length === 2);
  // The original is shown itself.
  shows(answer(8, original(0)), answer(9, original(1)), {
    id: original(0),
    seq: 1,
  } as unknown as MessageView);
  await until(replicas, () => opened() === 1);
  expect(quotes()).toEqual([1]);
  originals.close();
  await until(replicas, () => opened() === 0);
});
