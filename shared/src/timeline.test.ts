import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { amendmentBy, messageBy, messageId, user, writerOf } from '../test/replicas.ts';
import { reactionKey, type Segment, segmentOf, type Stamp } from './segment.ts';
import { timeline, unread } from './timeline.ts';

const alice = writerOf('alice');
const bob = writerOf('bob');

const stamp = (segment: Segment, id: string, seq: number, more: Partial<Stamp> = {}) =>
  segment.stamps.set(messageId(id), { seq, at: 5_000 + seq, author: alice.user, ...more });

const segmentWith = (fill: (segment: Segment) => void): Segment => {
  const segment = segmentOf(new Y.Doc());
  segment.doc.transact(() => fill(segment));
  return segment;
};

const ids = (segment: Segment, viewer = alice.user) => timeline(segment, viewer).map(({ id }) => id);

describe('what somebody sees of a segment', () => {
  test('stamped messages by seq, wherever they stand, then the own pending ones as written', () => {
    const segment = segmentWith((segment) => {
      segment.messages.push(['m1', 'm2', 'm3', 'm4'].map((id) => messageBy(alice, id)));
      segment.messages.insert(0, [messageBy(bob, 'b1')]);
      stamp(segment, 'm1', 2);
      stamp(segment, 'b1', 3, { author: bob.user });
      stamp(segment, 'm3', 1);
    });
    expect(ids(segment)).toEqual(['m3', 'm1', 'b1', 'm2', 'm4']);
    expect(ids(segment, bob.user)).toEqual(['m3', 'm1', 'b1']);
  });

  test('a message once, however often it was appended', () => {
    const segment = segmentWith((segment) => {
      segment.messages.push([messageBy(alice, 'm1'), messageBy(alice, 'm1')]);
    });
    expect(ids(segment)).toEqual(['m1']);
    stamp(segment, 'm1', 1);
    expect(ids(segment, bob.user)).toEqual(['m1']);
  });

  test('only the stamped one of two with the same id', () => {
    const segment = segmentWith((segment) => {
      segment.messages.push([messageBy(bob, 'm1', { text: 'false' }), messageBy(alice, 'm1')]);
      stamp(segment, 'm1', 1);
    });
    expect(timeline(segment, bob.user)).toMatchObject([{ author: alice.user, text: 'text of m1' }]);
  });

  test('nothing that was carried forward into a later segment', () => {
    const segment = segmentWith((segment) => {
      segment.messages.push([messageBy(alice, 'm1')]);
      stamp(segment, 'm1', 9, { in: 1 });
      stamp(segment, 'm2', 10, { in: 1 });
    });
    expect(ids(segment)).toEqual([]);
  });

  test('the arrival as the sending time, when that lies in the future', () => {
    const segment = segmentWith((segment) => {
      segment.messages.push([
        messageBy(alice, 'm1', { sentAt: 9_999 }),
        messageBy(alice, 'm2', { sentAt: 7 }),
      ]);
      stamp(segment, 'm1', 1);
      stamp(segment, 'm2', 2);
    });
    expect(timeline(segment, alice.user).map(({ sentAt }) => sentAt)).toEqual([5_001, 7]);
  });
});

describe('amendments', () => {
  const edited = (...amendments: Parameters<typeof amendmentBy>[]) =>
    segmentWith((segment) => {
      segment.messages.push([messageBy(alice, 'm1')]);
      stamp(segment, 'm1', 1);
      segment.amendments.push(amendments.map((row) => amendmentBy(...row)));
    });
  const seenBy = (segment: Segment, viewer = bob.user) => timeline(segment, viewer)[0];

  test('the last text of the author shows, marked as edited', () => {
    const segment = edited([alice, 'a1', { text: 'one' }], [alice, 'a2', { text: 'two' }]);
    expect(seenBy(segment)).toMatchObject({ text: 'two', edited: true, retracted: false });
  });

  test('a text by somebody else does not', () => {
    expect(seenBy(edited([bob, 'a1', { text: 'mine' }]))).toMatchObject({
      text: 'text of m1',
      edited: false,
    });
  });

  test('a retraction by the author empties it, whatever comes after', () => {
    const segment = edited([alice, 'a1', { retract: true }], [alice, 'a2', { text: 'again' }]);
    expect(seenBy(segment)).toMatchObject({ text: '', edited: false, retracted: true });
  });

  test('a retraction by somebody else shows only to that one until the relay erases the message', () => {
    const segment = edited([bob, 'a1', { retract: true }]);
    expect(seenBy(segment, alice.user)).toMatchObject({ text: 'text of m1', retracted: false });
    expect(seenBy(segment, bob.user)).toMatchObject({ text: '', retracted: true });
    segment.messages.delete(0);
    expect(seenBy(segment, alice.user)).toMatchObject({ text: '', retracted: true });
  });

  test('a retracted message keeps its place, author and seq after it was erased', () => {
    const segment = segmentWith((segment) => {
      segment.messages.push([messageBy(alice, 'm2'), messageBy(bob, 'b1')]);
      stamp(segment, 'm1', 1);
      stamp(segment, 'm2', 2);
      stamp(segment, 'b1', 3, { author: bob.user });
    });
    const [first, ...rest] = timeline(segment, bob.user);
    expect(first).toMatchObject({ id: 'm1', author: alice.user, retracted: true, text: '', sentAt: 5_001 });
    expect(rest.map(({ id }) => id)).toEqual(['m2', 'b1']);
  });
});

test('reactions are in the same order whatever order they came in', () => {
  const keys = (['bob 👍', 'alice 🎉', 'alice 👍'] as const).map((row) => {
    const [name = '', emoji = ''] = row.split(' ');
    return reactionKey({ message: messageId('m1'), user: user(name), emoji });
  });
  const seen = [keys, keys.toReversed()].map((order) => {
    const segment = segmentWith((segment) => {
      segment.messages.push([messageBy(alice, 'm1')]);
      for (const key of order) segment.reactions.set(key, true);
      segment.reactions.set('not a reaction at all', true);
    });
    return [...(timeline(segment, alice.user)[0]?.reactions ?? [])];
  });
  expect(seen[0]).toEqual([
    ['🎉', ['alice']],
    ['👍', ['alice', 'bob']],
  ]);
  expect(seen[1]).toEqual(seen[0]);
});

test('unread is what others wrote after the read position: stamped and not retracted', () => {
  const segment = segmentWith((segment) => {
    segment.messages.push(['a1', 'a2', 'a3', 'a5'].map((id) => messageBy(alice, id)));
    segment.messages.push([messageBy(bob, 'b4'), messageBy(bob, 'pending')]);
    for (const [id, seq] of Object.entries({ a1: 1, a2: 2, a3: 3, a5: 5, erased: 6 }))
      stamp(segment, id, seq);
    stamp(segment, 'b4', 4, { author: bob.user });
    segment.amendments.push([amendmentBy(alice, 'x', { message: messageId('a3'), retract: true })]);
  });
  const count = (readSeq: number, viewer = bob.user) =>
    unread(timeline(segment, viewer), viewer, readSeq).map(({ id }) => id);
  expect(count(0)).toEqual(['a1', 'a2', 'a5']);
  expect(count(2)).toEqual(['a5']);
  expect(count(6)).toEqual([]);
  expect(count(0, alice.user)).toEqual(['b4']);
});
