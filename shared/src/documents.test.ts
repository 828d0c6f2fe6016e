import { expect, test } from 'vitest';
import { parseDocumentName, segmentName, userDocumentName } from './documents.ts';
import type { RoomId, UserId } from './ids.ts';

test('a name says which document it is', () => {
  expect(parseDocumentName(segmentName('r1' as RoomId, 12))).toEqual({
    kind: 'segment',
    room: 'r1',
    index: 12,
  });
  expect(parseDocumentName(userDocumentName('u1' as UserId, 0))).toEqual({
    kind: 'user',
    user: 'u1',
    index: 0,
  });
});

test.each([
  '',
  'room',
  'room/r1',
  'room/r1/',
  'room/r1/-1',
  'room/r1/01',
  'room/r1/1.0',
  'room/r1/1e3',
  'room/r1/0x1',
  'room/r1/1234567890',
  'room/r1/1/',
  'room/r1/1/2',
  'room//1',
  'room/__proto__/1',
  'room/../1',
  'group/r1/1',
  '/room/r1/1',
  'room/r1/1\n',
])('%j is no name', (name) => {
  expect(parseDocumentName(name)).toBeUndefined();
});
