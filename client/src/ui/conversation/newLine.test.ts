import { expect, it } from 'vitest';
import type { MessageView } from '../../app/model.ts';
import { newLineAfter } from './newLine.ts';

const messages = (...own: boolean[]): MessageView[] => own.map((mine) => ({ own: mine }) as MessageView);
const THEIRS = false;
const MINE = true;

const entered = { messages: messages(THEIRS, THEIRS, THEIRS), readSeq: 1, lastSeq: 3, unread: 2 };

it('stands where reading stopped, and stays there while one reads', () => {
  const line = newLineAfter(undefined, entered, true);
  expect(line.after).toBe(1);
  const read = { ...entered, readSeq: 3, unread: 0 };
  expect(newLineAfter(line, read, true)).toBe(line);
});

it('does not stand where everything was read', () => {
  expect(newLineAfter(undefined, { ...entered, readSeq: 3, unread: 0 }, true).after).toBeUndefined();
});

it('does not follow what arrives before the eyes of the reader', () => {
  const line = newLineAfter(undefined, { ...entered, readSeq: 3, unread: 0 }, true);
  const arrived = { messages: messages(THEIRS, THEIRS, THEIRS, THEIRS), readSeq: 3, lastSeq: 4, unread: 1 };
  expect(newLineAfter(line, arrived, true).after).toBeUndefined();
});

it('moves to where a new run begins while nobody looks, and keeps its place for the rest of the run', () => {
  const line = newLineAfter(undefined, { ...entered, readSeq: 3, unread: 0 }, true);
  const first = { messages: messages(THEIRS, THEIRS, THEIRS, THEIRS), readSeq: 3, lastSeq: 4, unread: 1 };
  const placed = newLineAfter(line, first, false);
  expect(placed.after).toBe(3);
  const second = {
    ...first,
    messages: messages(THEIRS, THEIRS, THEIRS, THEIRS, THEIRS),
    lastSeq: 5,
    unread: 2,
  };
  expect(newLineAfter(placed, second, false).after).toBe(3);
});

it('goes when one answers', () => {
  const line = newLineAfter(undefined, entered, true);
  const answered = { ...entered, messages: messages(THEIRS, THEIRS, THEIRS, MINE) };
  expect(newLineAfter(line, answered, true).after).toBeUndefined();
});
