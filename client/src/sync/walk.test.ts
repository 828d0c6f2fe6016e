import { segmentName, userDocumentName } from '@skein/shared/documents';
import type { DeviceId, MessageId, RoomId, UserId } from '@skein/shared/ids';
import { KEPT_MESSAGES, READ_SEGMENTS_KEPT, SYNCED_CONVERSATIONS } from '@skein/shared/limits';
import { segmentOf, touchedKey } from '@skein/shared/segment';
import { type DeviceKind, userDocumentOf } from '@skein/shared/userDocument';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HandRelay } from '../../test/handRelay.ts';
import { roomEntry } from '../../test/roomEntry.ts';
import { createBrowser, until } from '../../test/stage.ts';
import { vanishing } from '../../test/vanishing.ts';
import { type Environment, systemClock } from './environment.ts';
import { LocalIndex } from './localIndex.ts';
import type { SignedInPerson } from './signedInPerson.ts';

const alice = 'alice' as UserId;
const open: SignedInPerson[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((tab) => tab.close()));
  vi.restoreAllMocks();
});

vi.setConfig({ testTimeout: 30_000 });

let moments = 0;
/** The pauses of the walk take no time; everything else takes what it takes. */
const unhurried: Environment['clock'] = {
  now: () => Date.now() * 1_000 + (moments += 1),
  after: (milliseconds, call) =>
    systemClock.after(milliseconds === 50 || milliseconds % 5_000 === 0 ? 1 : milliseconds, call),
};

/** A relay where Alice has a laptop, with so many messages in each segment of her conversations, oldest first. */
const household = (kind: DeviceKind, conversations: readonly (readonly number[])[]) => {
  const relay = new HandRelay();
  const own = userDocumentOf(relay.document(userDocumentName(alice, 0)).doc);
  own.devices.push([{ id: 'laptop' as DeviceId, name: 'Laptop', kind, lastSeen: 1 }]);
  const roomOf = (number: number): RoomId => `room-${number}` as RoomId;
  const say = (room: RoomId, index: number, seq: number): void => {
    const { doc, messages, stamps } = segmentOf(relay.document(segmentName(room, index)).doc);
    const id = `${room}-${seq}` as MessageId;
    doc.transact(() => {
      messages.push([
        {
          id,
          author: 'bob' as UserId,
          device: 'phone' as DeviceId,
          sentAt: seq,
          kind: 'text',
          text: `message ${seq}`,
        },
      ]);
      stamps.set(id, { seq, at: seq, author: 'bob' as UserId });
    });
  };
  const list = (number: number, head: number, lastSeq: number): void => {
    own.rooms.push([roomEntry(roomOf(number), { head, lastSeq, readSeq: lastSeq, at: lastSeq })]);
  };
  for (const [number, segments] of conversations.entries()) {
    let seq = 0;
    for (const [index, count] of segments.entries()) {
      const { doc, meta } = segmentOf(relay.document(segmentName(roomOf(number), index)).doc);
      meta.set('firstSeq', seq + 1);
      if (index + 1 < segments.length) meta.set('next', index + 1);
      for (let message = 0; message < count; message++) say(roomOf(number), index, ++seq);
      expect(doc).toBeDefined();
    }
    list(number, segments.length - 1, seq);
  }
  const browser = createBrowser(relay, { clock: unhurried });
  const openTab = async (): Promise<SignedInPerson> => {
    const tab = await browser.openTab(alice, 'laptop');
    open.push(tab);
    return tab;
  };
  const index = async <Result>(look: (index: LocalIndex) => Promise<Result>): Promise<Result> => {
    const index = new LocalIndex(browser.environment.profile, alice);
    const result = await look(index);
    await index.close();
    return result;
  };
  /** Messages of each segment as they lie on the device, whichever conversation it is. */
  const holds = (): Promise<Record<string, number>> =>
    index(async (index) => {
      const counts: Record<string, number> = {};
      for (const name of await index.segments()) {
        const doc = await index.read(name);
        const { length } = segmentOf(doc).messages;
        if (length > 0) counts[name] = length;
      }
      return counts;
    });
  return { relay, browser, openTab, holds, index, roomOf, say, list };
};

const keepsAll = (tab: SignedInPerson, count: number): Promise<void> =>
  until(tab.kept, () => tab.kept.get().of === count && tab.kept.get().kept === count);

describe('a main device', () => {
  it('brings home all of every conversation, and holds open only the recent ones', async () => {
    const many = Array.from({ length: SYNCED_CONVERSATIONS + 30 }, () => [3, 2, 1]);
    const { browser, openTab, holds, roomOf } = household('main', many);
    const tab = await openTab();
    await keepsAll(tab, many.length);
    expect(tab.replicas.opened().length).toBe(SYNCED_CONVERSATIONS + 1);
    browser.goOffline();
    const counts = await holds();
    expect(Object.keys(counts).length).toBe(many.length * 3);
    expect(counts[segmentName(roomOf(0), 0)]).toBe(3);
    expect(counts[segmentName(roomOf(0), 2)]).toBe(1);

    const replica = await tab.replicas.hold(segmentName(roomOf(0), 0)).whenOpen();
    await replica?.loaded;
    expect(replica && segmentOf(replica.doc).messages.length).toBe(3);
  });

  it('brings home again what vanished while it was in use, open or not', async () => {
    const vanish = vanishing();
    const { browser, openTab, holds } = household('main', [[3, 2, 1]]);
    const tab = await openTab();
    await keepsAll(tab, 1);
    const before = await holds();
    await vanish(browser.environment.profile);
    await expect.poll(holds).toEqual(before);
  });

  it('goes on where it was, and tells the other tabs how far it is', async () => {
    const many = Array.from({ length: SYNCED_CONVERSATIONS + 10 }, () => [1, 1]);
    const { relay, openTab } = household('main', many);
    const first = await openTab();
    const second = await openTab();
    await Promise.all([keepsAll(first, many.length), keepsAll(second, many.length)]);
    await first.close();
    await second.close();
    // What is here already is not asked for.
    for (const [number] of many.entries())
      relay.forbidden.set(segmentName(`room-${number}` as RoomId, 0), 'internal');
    await keepsAll(await openTab(), many.length);
  });

  it('fetches closed segments again that changed since, also when that is told by a later open one', async () => {
    const { relay, openTab, holds, roomOf, say, list } = household('main', [[2, 1]]);
    const [closed, head, next] = [0, 1, 2].map((index) => segmentName(roomOf(0), index));
    const tab = await openTab();
    await keepsAll(tab, 1);
    const changes = (name: string | undefined, key: string, value: number): void => {
      segmentOf(relay.document(name ?? '').doc).meta.set(key, value);
    };
    say(roomOf(0), 0, 90);
    changes(head, touchedKey(0), 5);
    list(0, 1, 4);
    await expect.poll(async () => (await holds())[closed ?? '']).toBe(3);

    changes(head, 'next', 2);
    say(roomOf(0), 2, 5);
    say(roomOf(0), 0, 91);
    changes(next, touchedKey(0), 1);
    list(0, 2, 5);
    await expect.poll(async () => (await holds())[closed ?? '']).toBe(4);
  });

  it('fetches a conversation that is not open here when something was said in it', async () => {
    const many = Array.from({ length: SYNCED_CONVERSATIONS + 1 }, () => [1]);
    const { openTab, index, roomOf, say, list } = household('main', many);
    const tab = await openTab();
    await keepsAll(tab, many.length);
    const oldest = segmentName(roomOf(0), 0);
    say(roomOf(0), 0, 2);
    list(0, 0, 2);
    await expect.poll(() => index(async (known) => (await known.find(oldest))?.keptSeq)).toBe(2);
  });

  it('says that it keeps less when room was made, and takes it back, whichever tab is asked', async () => {
    const { openTab, holds } = household('main', [[1, 2, 3]]);
    const walking = await openTab();
    const other = await openTab();
    await keepsAll(walking, 1);
    await other.storage.freeUp();
    await until(walking.kept, () => walking.kept.get().kept === 0);
    await until(other.kept, () => other.kept.get().kept === 0);
    await other.keepAgain();
    await Promise.all([keepsAll(walking, 1), keepsAll(other, 1)]);
    expect(Object.values(await holds())).toEqual([1, 2, 3]);
  });

  it('brings home again a conversation that its person had left', async () => {
    const { relay, browser, openTab, holds, roomOf, list } = household('main', [[1, 1, 1]]);
    const segments = [0, 1, 2].map((number) => segmentName(roomOf(0), number));
    const tab = await openTab();
    await keepsAll(tab, 1);
    for (const name of segments) relay.forbidden.set(name, 'removed-from-room');
    browser.goOffline();
    browser.goOnline();
    await expect.poll(async () => Object.keys(await holds()).length).toBe(0);
    relay.forbidden.clear();
    list(0, 2, 3);
    await expect.poll(async () => Object.keys(await holds())).toEqual(segments);
  });

  it('leaves what may not be read, and goes on', async () => {
    const { relay, openTab, roomOf, holds } = household('main', [[1, 1], [1]]);
    relay.forbidden.set(segmentName(roomOf(0), 0), 'segment-forbidden');
    const tab = await openTab();
    await until(tab.kept, () => tab.kept.get().kept === 1);
    await expect.poll(async () => Object.keys(await holds()).length).toBe(2);
  });
});

describe('a sub device', () => {
  it('brings home what is recent, as far back as a screen or two', async () => {
    const many = Array.from({ length: SYNCED_CONVERSATIONS + 5 }, () => [4, KEPT_MESSAGES, 1]);
    const { openTab, holds } = household('sub', many);
    await keepsAll(await openTab(), SYNCED_CONVERSATIONS);
    expect(Object.keys(await holds()).length).toBe(SYNCED_CONVERSATIONS * 2);
  });

  it('lets go of what was read longest ago, and never of what was not sent', async () => {
    const read = READ_SEGMENTS_KEPT + 20;
    const many = [Array.from({ length: read + 2 }, () => 1)];
    const { browser, relay, openTab, holds, index, roomOf } = household('sub', many);
    relay.forbidden.set(segmentName(roomOf(0), 0), 'internal');
    const tab = await openTab();
    const looked = Array.from({ length: read }, (_, number) => segmentName(roomOf(0), number));
    for (const [number, name] of looked.entries()) {
      const document = tab.replicas.hold(name);
      const replica = await document.whenOpen();
      if (number === 0)
        await document.write(
          (doc) => segmentOf(doc).reactions.set('x', true),
          () => undefined,
        );
      else await replica?.whenSynced();
      tab.replicas.release(document);
    }
    await until(tab.replicas, () => tab.replicas.opened().length <= 3);
    await expect
      .poll(() => index(async (known) => (await known.find(looked.at(-1)!))?.usedAt))
      .toBeGreaterThan(0);
    await tab.storage.releaseOld();
    const kept = await index((known) => known.segments());
    expect(kept).toContain(looked[0]);
    expect(kept).not.toContain(looked[1]);
    expect(kept).toContain(looked.at(-1));
    expect(kept.length).toBe(READ_SEGMENTS_KEPT + 3);

    const again = tab.replicas.hold(looked[1] ?? segmentName(roomOf(0), 1));
    await (await again.whenOpen())?.whenSynced();
    browser.goOffline();
    await expect.poll(async () => (await holds())[again.name]).toBe(1);
  });
});
