import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { device, messageId, user } from '../test/replicas.ts';
import { parseReactionKey, reactionKey, readMeta, readPositions, segmentOf, touchedKey } from './segment.ts';

const segment = () => segmentOf(new Y.Doc());

test('a segment says nothing of itself until the relay’s first step is there', () => {
  expect(readMeta(segment())).toBeUndefined();
});

test('a segment says where it stands, what follows, and which earlier ones changed', () => {
  const some = segment();
  some.meta.set('room', 'r1');
  some.meta.set('index', 3);
  some.meta.set('firstSeq', 1_001);
  expect(readMeta(some)).toEqual({ room: 'r1', index: 3, firstSeq: 1_001, touched: new Map() });
  some.meta.set('next', 4);
  some.meta.set(touchedKey(1), 2);
  some.meta.set('something newer', 'x');
  expect(readMeta(some)).toMatchObject({ next: 4, touched: new Map([[1, 2]]) });
});

test('looking at a segment leaves it as it is', () => {
  const { doc } = segment();
  expect(Y.encodeStateAsUpdate(doc)).toEqual(Y.encodeStateAsUpdate(new Y.Doc()));
});

test('a read position is the furthest of a person’s devices', () => {
  const some = segment();
  some.cursors.set(device('phone'), { user: user('alice'), seq: 3 });
  some.cursors.set(device('laptop'), { user: user('alice'), seq: 7 });
  some.cursors.set(device('other'), { user: user('bob'), seq: 5 });
  expect(readPositions(some)).toEqual(
    new Map([
      ['alice', 7],
      ['bob', 5],
    ]),
  );
});

test('the key of a reaction says whose it is on what', () => {
  const reaction = { message: messageId('m1'), user: user('alice'), emoji: '👩‍👩‍👧' };
  expect(parseReactionKey(reactionKey(reaction))).toEqual(reaction);
  for (const key of ['', 'm1', 'm1 alice', 'm1 alice 👍 👍']) expect(parseReactionKey(key)).toBeUndefined();
});
