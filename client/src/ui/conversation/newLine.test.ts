import { expect, it } from 'vitest';
import type { MessageView } from '../../app/conversationModel.ts';
import { newLineAfter } from './newLine.ts';

const messages = (...own: boolean[]): MessageView[] =>
  own.map((mine, index) => ({ id: `m${index}`, own: mine }) as MessageView);
const THEIRS = false;
const MINE = true;

const entered = {
  messages: messages(THEIRS, THEIRS, THEIRS),
  later: 'none',
  readSeq: 1,
  lastSeq: 3,
  unread: 2,
} as const;
const read = { ...entered, readSeq: 3, unread: 0 };

it('stands where reading stopped, and stays there while one reads', () => {
  const line = newLineAfter(undefined, entered, true);
  expect(line).toMatchObject({ after: 1, count: 2 });
  expect(newLineAfter(line, read, true)).toBe(line);
});

it('does not stand where everything was read', () => {
  expect(newLineAfter(undefined, read, true).after).toBeUndefined();
});

it('stands where the conversation was marked as unread, though all of it was read', () => {
  expect(newLineAfter(undefined, { ...read, markedFrom: 2 }, true).after).toBe(1);
});

it('stands where reading stopped when the mark is farther down', () => {
  expect(newLineAfter(undefined, { ...entered, markedFrom: 3 }, true).after).toBe(1);
});

it('does not follow what arrives before the eyes of the reader', () => {
  const line = newLineAfter(undefined, read, true);
  const arrived = { ...read, messages: messages(THEIRS, THEIRS, THEIRS, THEIRS), lastSeq: 4, unread: 1 };
  expect(newLineAfter(line, arrived, true).after).toBeUndefined();
});

it('moves to where a new run begins while nobody looks, and keeps its place for the rest of the run', () => {
  const line = newLineAfter(undefined, read, true);
  const first = { ...read, messages: messages(THEIRS, THEIRS, THEIRS, THEIRS), lastSeq: 4, unread: 1 };
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

it('stays while one reads far from the end, whatever is shown there', () => {
  const line = newLineAfter(undefined, entered, true);
  const away = { ...entered, later: 'more', messages: messages(MINE, THEIRS, MINE), lastSeq: 9 } as const;
  expect(newLineAfter(line, away, true)).toBe(line);
});
