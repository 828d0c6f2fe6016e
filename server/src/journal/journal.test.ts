import { setImmediate as everythingReady } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openJournal } from './journal.ts';
import { MemoryStore, memoryRows } from './memory.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const words = (updates: readonly Uint8Array[]): string[] =>
  updates.flatMap((update) => new TextDecoder().decode(update).split(' '));

/** As a document does: what was erased is not in the state that is built. */
const build = (updates: readonly Uint8Array[]): Uint8Array => {
  const all = words(updates);
  return bytes((all.includes('erased') ? all.filter((word) => word !== 'secret') : all).join(' '));
};

test('a compaction that read early does not bring back what a later one left out', async () => {
  const rows = memoryRows(new MemoryStore());
  let goOn = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let reads = 0;
  const journal = await openJournal({
    ...rows,
    range: async (range, limit) => {
      const found = await rows.range(range, limit);
      if (limit === undefined && reads++ === 0) await slow;
      return found;
    },
  });
  const append = (text: string): Promise<void> =>
    journal.append([{ document: 'room/meadow/0', update: bytes(text) }], []);

  await append('said');
  await append('secret');
  const early = journal.compact('room/meadow/0', build);
  await append('erased');
  const late = journal.compact('room/meadow/0', build);
  await everythingReady();
  goOn();
  await Promise.all([early, late]);

  expect(words(await journal.read('room/meadow/0'))).toEqual(['said', 'erased']);
});
