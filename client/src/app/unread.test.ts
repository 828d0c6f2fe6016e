import type { UserId } from '@skein/shared/ids';
import type { TimelineMessage } from '@skein/shared/timeline';
import { expect, it } from 'vitest';
import { countUnread } from './unread.ts';

const me = 'alice' as UserId;
const message = (seq: number, author = 'bob'): TimelineMessage =>
  ({ author, retracted: false, stamp: { seq, at: seq, author } }) as unknown as TimelineMessage;

const entry = { unread: 3, readSeq: 10, lastSeq: 13 };

it('counts what is here when nothing is missing', () => {
  const stamped = [11, 12, 13, 14].map((seq) => message(seq));
  expect(countUnread(entry, stamped, 11, me, 10)).toBe(4);
  expect(countUnread(entry, stamped, 11, me, 13)).toBe(1);
});

it('adds what the list tells of before the segment has it', () => {
  const stamped = [11, 12].map((seq) => message(seq));
  expect(countUnread(entry, stamped, 11, me, 10)).toBe(3);
  // Read here since, and the relay does not know yet.
  expect(countUnread(entry, stamped, 11, me, 12)).toBe(1);
  expect(countUnread(entry, stamped, 11, me, 13)).toBe(0);
  // A part that has just begun, and of which nothing is here.
  expect(countUnread(entry, [], 14, me, 13)).toBe(0);
  expect(countUnread({ unread: 1, readSeq: 13, lastSeq: 14 }, [], 14, me, 13)).toBe(1);
});

it('adds no more than there can be, whatever the relay has not heard of that was read before', () => {
  const stamped = [11, 12, 13].map((seq) => message(seq));
  expect(countUnread({ unread: 14, readSeq: 0, lastSeq: 14 }, stamped, 11, me, 13)).toBe(1);
});

it('leaves out own messages and retracted ones', () => {
  const stamped = [message(11), message(12, 'alice'), { ...message(13), retracted: true }];
  expect(countUnread(entry, stamped, 11, me, 10)).toBe(1);
});

it('believes the relay about what is not here', () => {
  expect(countUnread(entry, [], Number.POSITIVE_INFINITY, me, 10)).toBe(3);
  expect(countUnread(entry, [message(13)], 13, me, 10)).toBe(3);
});

it('adds what came after the relay counted', () => {
  expect(countUnread(entry, [message(13), message(14)], 13, me, 10)).toBe(4);
});

it('takes off what was read here since', () => {
  expect(countUnread(entry, [message(13), message(14)], 13, me, 14)).toBe(0);
  expect(countUnread(entry, [message(12), message(13)], 12, me, 13)).toBe(0);
});

it('has nothing left of what was read to its end, though it is not here any more', () => {
  expect(countUnread(entry, [], Number.POSITIVE_INFINITY, me, 13)).toBe(0);
  expect(countUnread(entry, [message(14)], 14, me, 13)).toBe(1);
});
