import { expect, test } from 'vitest';
import { journalContract } from './contract.ts';
import { MemoryStore, openMemoryJournal } from './memory.ts';
import { JournalEndedError } from './port.ts';
import { ControlledJournal } from './testing.ts';

const controlled = async (store = new MemoryStore()): Promise<ControlledJournal> =>
  new ControlledJournal(await openMemoryJournal(store));

journalContract('a controlled journal that is left alone', async () => {
  const store = new MemoryStore();
  return () => controlled(store);
});

const entry = (byte: number) => ({ document: 'room/meadow/0' as const, update: Uint8Array.of(byte) });

test('what is held is not stored, and is released in its order', async () => {
  const journal = await controlled();
  journal.hold();
  const appends = [1, 2, 3].map((byte) => journal.append([entry(byte)], []));
  await journal.untilHeld(3);
  expect(await journal.rows('room/meadow/0')).toBe(0);
  journal.release(1);
  await appends[0];
  expect(journal.heldCount).toBe(2);
  expect(await journal.rows('room/meadow/0')).toBe(1);
  journal.release();
  await Promise.all(appends);
  expect(await journal.read('room/meadow/0')).toEqual([1, 2, 3].map((byte) => Uint8Array.of(byte)));
});

test('a crash loses what is held and nothing else', async () => {
  const store = new MemoryStore();
  const journal = await controlled(store);
  await journal.append([entry(1)], []);
  journal.hold();
  const held = journal.append([entry(2)], []);
  await journal.untilHeld(1);
  journal.crash();
  await expect(held).rejects.toThrow(JournalEndedError);
  await expect(journal.fact('chain')).rejects.toThrow(JournalEndedError);
  const after = await controlled(store);
  expect(await after.read('room/meadow/0')).toEqual([Uint8Array.of(1)]);
});

test.each([
  ['lost', 1],
  ['kept', 2],
] as const)('an append fails when told to, its content %s', async (content, rows) => {
  const store = new MemoryStore();
  const journal = await controlled(store);
  journal.failAppend(2, content);
  await journal.append([entry(1)], []);
  await expect(journal.append([entry(2)], [])).rejects.toThrow(JournalEndedError);
  await expect(journal.append([entry(3)], [])).rejects.toThrow(JournalEndedError);
  const after = await controlled(store);
  expect(await after.rows('room/meadow/0')).toBe(rows);
});
