import type { DeviceId, RoomId, UserId } from '@skein/shared/ids';
import { CURSOR_CROWD, CURSOR_INTERVAL_MS } from '@skein/shared/limits';
import { segmentOf } from '@skein/shared/segment';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Environment } from './environment.ts';
import { createListeners } from './live.ts';
import { ReadPositions } from './readPositions.ts';
import type { OpenDocument } from './openDocument.ts';

const room = 'tea' as RoomId;

/** A clock that a test moves. */
const handClock = () => {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly call: () => void }>();
  return {
    now: () => now,
    after: (milliseconds: number, call: () => void) => {
      const timer = { at: now + milliseconds, call };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    passes: (milliseconds: number) => {
      now += milliseconds;
      for (const timer of timers)
        if (timer.at <= now) {
          timers.delete(timer);
          timer.call();
        }
    },
  };
};

/** Devices that write to one document, and what that costs. */
const crowd = (size: number) => {
  const clock = handClock();
  const leaving = createListeners();
  const relay = new Y.Doc();
  const cost = { writes: 0, bytes: 0 };
  const readers = Array.from({ length: size }, (_, index) => {
    const doc = new Y.Doc();
    doc.clientID = index + 1;
    const replica = { doc };
    const head = {
      replica: { get: () => replica },
      change: (change: (changed: Y.Doc) => void) => {
        doc.once('update', (update: Uint8Array) => {
          cost.writes += 1;
          cost.bytes += update.byteLength;
          Y.applyUpdate(relay, update);
        });
        doc.transact(() => change(doc));
      },
    } as unknown as OpenDocument;
    const identity = { user: `user${index}` as UserId, device: `device${index}` as DeviceId };
    const environment = { clock, leaving } as unknown as Environment;
    const positions = new ReadPositions(identity, environment);
    return { read: (seq: number) => positions.read(room, seq, 0, head), doc };
  });
  const shareAll = (): void => {
    const state = Y.encodeStateAsUpdate(relay);
    for (const { doc } of readers) Y.applyUpdate(doc, state);
  };
  return { clock, readers, relay, cost, shareAll, leave: () => leaving.notify() };
};

it('writes the first reading at once, and what follows at most every CURSOR_INTERVAL_MS', () => {
  const { clock, readers, relay, cost } = crowd(1);
  const [reader] = readers;
  for (let seq = 1; seq <= 10; seq += 1) reader!.read(seq);
  expect(cost.writes).toBe(1);
  clock.passes(CURSOR_INTERVAL_MS - 1);
  expect(cost.writes).toBe(1);
  clock.passes(1);
  expect(cost.writes).toBe(2);
  expect(segmentOf(relay).cursors.get('device0')).toEqual({ user: 'user0', seq: 10 });
});

it('writes at once what is held back when the page may go', () => {
  const { readers, relay, leave } = crowd(1);
  readers[0]!.read(1);
  readers[0]!.read(7);
  leave();
  expect(segmentOf(relay).cursors.get('device0')?.seq).toBe(7);
});

it('writes more rarely from CURSOR_CROWD devices on', () => {
  for (const [size, interval] of [
    [CURSOR_CROWD, CURSOR_INTERVAL_MS],
    [3 * CURSOR_CROWD, 3 * CURSOR_INTERVAL_MS],
  ] as const) {
    const { clock, readers, cost, shareAll } = crowd(size);
    for (const reader of readers) reader.read(1);
    shareAll();
    clock.passes(interval);
    readers[0]!.read(2);
    readers[0]!.read(3);
    const before = cost.writes;
    clock.passes(interval - 1);
    expect(cost.writes).toBe(before);
    clock.passes(1);
    expect(cost.writes).toBe(before + 1);
  }
});

it('costs a document little that 200 devices read 500 messages in it', () => {
  const { clock, readers, relay, cost, shareAll } = crowd(200);
  // One message a second, which everybody sees at once.
  for (let seq = 1; seq <= 500; seq += 1) {
    for (const reader of readers) reader.read(seq);
    if (seq === 1) shareAll();
    clock.passes(1_000);
  }
  expect(segmentOf(relay).cursors.size).toBe(200);
  expect(cost.writes).toBeLessThan(10 * 200);
  expect(Y.encodeStateAsUpdate(relay).byteLength).toBeLessThan(15_000);
  expect(cost.bytes).toBeLessThan(80_000);
}, 30_000);
