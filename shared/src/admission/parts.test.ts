import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  amendmentBy,
  bytesOf,
  messageBy,
  messageId,
  Replica,
  SegmentRelay,
  writerOf,
} from '../../test/replicas.ts';
import { partsOf } from './parts.ts';

const alice = writerOf('alice');
const bob = writerOf('bob');

/** Two tabs that were away, one of which has heard of the other, and what the relay has. */
const away = () => {
  const relay = new SegmentRelay();
  relay.receive(
    new Replica(bob, 201).update(({ messages }) => messages.push([messageBy(bob, 'b1')])),
    bob,
  );
  const [first, second] = [new Replica(alice, 101, relay.doc), new Replica(alice, 102, relay.doc)];
  first.segment.messages.push([messageBy(alice, 'known')]);
  relay.receive(bytesOf(first.doc), alice);
  for (let index = 0; index < 50; index++) first.segment.messages.push([messageBy(alice, `m${index}`)]);
  first.segment.messages.delete(first.segment.messages.length - 3, 2);
  Y.applyUpdate(second.doc, bytesOf(first.doc));
  for (let index = 0; index < 20; index++) {
    second.segment.messages.push([messageBy(alice, `n${index}`)]);
    second.segment.cursors.set(alice.device, { user: alice.user, seq: 1 });
    second.segment.reactions.set(`m${index} alice 👍`, true);
  }
  second.segment.reactions.delete('m3 alice 👍');
  second.segment.amendments.push([amendmentBy(alice, 'a1', { message: messageId('m1'), retract: true })]);
  const since = Y.encodeStateVector(relay.doc);
  return { relay, tab: second, update: Y.encodeStateAsUpdate(second.doc, since) as Uint8Array<ArrayBuffer> };
};

test('an update is cut into parts that are admitted one after the other and come to the same', () => {
  for (const most of [300, 1_000, 5_000]) {
    const { relay, tab, update } = away();
    const parts = partsOf(update, most);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) {
      expect(part.length).toBeLessThan(most + 100);
      const verdict = relay.receive(part, alice);
      expect(verdict.answer).not.toBe('refuse');
      if (verdict.answer === 'admit') expect(verdict.missing).toBe(false);
    }
    const ids = relay.segment.messages.toArray().map(({ id }) => id);
    expect(ids).toEqual(tab.segment.messages.toArray().map(({ id }) => id));
    Y.applyUpdate(tab.doc, bytesOf(relay.doc));
    expect(bytesOf(tab.doc)).toEqual(bytesOf(relay.doc));
  }
});

test('what was taken back is in no part', () => {
  const { update } = away();
  const peer = new Y.Doc();
  Y.applyUpdate(peer, bytesOf(away().relay.doc));
  const seen = new Set<string>();
  for (const part of partsOf(update, 300)) {
    Y.applyUpdate(peer, part);
    for (const { id } of peer.getArray<{ id: string }>('messages').toArray()) seen.add(id);
  }
  expect(seen).toContain('m46');
  expect(seen).not.toContain('m47');
  expect(seen).toContain('m49');
});

test('what is short, has a gap or is no update of ours is left whole', () => {
  const { update, tab } = away();
  expect(partsOf(update, update.length)).toEqual([update]);
  const texts = [1, 2, 3].map((index) =>
    tab.update(({ messages }) => messages.push([messageBy(alice, `g${index}`)])),
  );
  const gap = Y.mergeUpdates([texts[0], texts[2]] as Uint8Array[]) as Uint8Array<ArrayBuffer>;
  expect(partsOf(gap, 10)).toEqual([gap]);
  const bytes = new Uint8Array(100).fill(255);
  expect(partsOf(bytes, 10)).toEqual([bytes]);
});
