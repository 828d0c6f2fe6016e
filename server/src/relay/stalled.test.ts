import { SLOW_READER_BYTES } from '@skein/shared/limits';
import type { RoomId } from '@skein/shared/ids';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Peer } from './contract.ts';
import * as messages from './messages.ts';
import { grantOf, messageOf, Replica, segmentRef, setStage } from './testing.ts';

const READERS = 100;
const ROOMS = 100;
const TEXTS = 32;
const TEXT = 'x'.repeat(7_900);
const MEGABYTE = 1024 * 1024;

/** A socket with a channel to every room, whose other side has stopped reading: what is sent stays. */
class StalledReader {
  readonly waiting: Uint8Array[] = [];
  bytes = 0;

  peer(): Peer {
    return {
      send: (frame) => {
        this.waiting.push(frame);
        this.bytes += frame.length;
      },
      close: () => undefined,
      waitingBytes: () => this.bytes,
      hold: () => true,
    };
  }
}

test('CH13 a hundred readers that stall while 50 MB are said cost little, and nobody waits for them', async () => {
  const { relay, seat } = await setStage();
  const rooms = Array.from({ length: ROOMS }, (_, index) => `room${index}` as RoomId);
  const readers = Array.from({ length: READERS }, () => new StalledReader());
  for (const room of rooms) {
    await relay.createRoom(room);
    for (const [index, reader] of readers.entries())
      relay
        .open(segmentRef(0, room), grantOf(`reader${index}`), reader.peer())
        .receive(messages.step1(new Uint8Array([0])));
  }
  let said = 0;
  for (const room of rooms) {
    const bob = seat('bob', segmentRef(0, room));
    const alice = new Replica(relay, grantOf('alice'), segmentRef(0, room)).connect();
    await alice.until(({ received }) => received.length > 1);
    for (let part = 0; part < 2; part++) {
      const last = alice.doc.transact(() => {
        alice.segment.messages.push(Array.from({ length: TEXTS - 1 }, () => messageOf('alice', TEXT)));
        return alice.say(TEXT);
      });
      await bob.untilStamped(last);
    }
    said += Y.encodeStateAsUpdate(bob.doc).length;
    alice.disconnect();
    bob.disconnect();
  }
  expect(said).toBeGreaterThan(48 * MEGABYTE);
  for (const { bytes } of readers) expect(bytes).toBeLessThan(SLOW_READER_BYTES + MEGABYTE);
  // Frames are encoded once, so what stalled readers hold they hold together.
  const held = new Set(readers.flatMap(({ waiting }) => waiting));
  expect([...held].reduce((sum, { length }) => sum + length, 0)).toBeLessThan(32 * MEGABYTE);
}, 30_000);
