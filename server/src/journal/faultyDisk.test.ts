import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { journalContract } from './contract.ts';
import { FaultyDisk } from './faultyDisk.ts';
import { openJournal } from './journal.ts';
import { MemoryStore, memoryRows } from './memory.ts';
import { type Journal, JournalEndedError, JournalRowDamagedError } from './port.ts';

const DOCUMENT = 'room/meadow/0';
const placeOn = (disk: FaultyDisk) => async () => {
  const store = new MemoryStore();
  return () => openJournal(disk.over(memoryRows(store)));
};
const slow = new FaultyDisk();
slow.slowness = 3;

journalContract('a disk without faults', placeOn(new FaultyDisk()));
journalContract('a slow disk', placeOn(slow));

const append = (journal: Journal, byte: number): Promise<void> =>
  journal.append(
    [{ document: DOCUMENT, update: Uint8Array.of(byte) }],
    [{ key: `fact/${byte}`, value: byte }],
  );

const stored = async (journal: Journal): Promise<number[]> =>
  (await journal.read(DOCUMENT)).map(([byte]) => byte ?? -1);

describe('whatever a disk does', () => {
  test('what was acknowledged is there, in its order, once, with its facts', async () => {
    const fault = fc.record({
      at: fc.nat(29),
      kind: fc.constantFrom('lost', 'kept', 'full', 'slow', 'damaged', 'crash'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 8 }), async (faults) => {
        const disk = new FaultyDisk();
        const open = await placeOn(disk)();
        let journal = await open();
        const acknowledged: number[] = [];
        const unanswered = new Set<number>();
        for (let byte = 0; byte < 30; byte++) {
          const now = faults.filter(({ at }) => at === byte).map(({ kind }) => kind);
          disk.isFull = now.includes('full');
          disk.slowness = now.includes('slow') ? 2 : 0;
          if (now.includes('lost')) disk.failWrite(1, 'lost');
          if (now.includes('kept')) disk.failWrite(1, 'kept');
          unanswered.add(byte);
          if (now.includes('crash')) {
            disk.slowness = 1;
            void append(journal, byte);
            disk.crash();
            journal = await open();
            continue;
          }
          if (now.includes('damaged')) {
            disk.damageReads(1);
            if (acknowledged.length > 0)
              await expect(stored(journal)).rejects.toThrow(JournalRowDamagedError);
            disk.damageReads(0);
          }
          try {
            await append(journal, byte);
            acknowledged.push(byte);
            unanswered.delete(byte);
          } catch (error) {
            expect(error).toBeInstanceOf(JournalEndedError);
            await expect(append(journal, 99)).rejects.toThrow(JournalEndedError);
            await journal.close();
            journal = await open();
          }
        }
        disk.heal();
        const there = await stored(journal);
        expect(there.filter((byte) => !unanswered.has(byte))).toEqual(acknowledged);
        expect(there).toEqual([...new Set(there)].toSorted((a, b) => a - b));
        for (let byte = 0; byte < 30; byte++)
          expect(await journal.fact(`fact/${byte}`)).toBe(there.includes(byte) ? byte : undefined);
      }),
      { numRuns: 200 },
    );
  });

  test('a compaction that fails leaves the document as it was', async () => {
    const disk = new FaultyDisk();
    const open = await placeOn(disk)();
    const journal = await open();
    for (const byte of [1, 2, 3]) await append(journal, byte);
    disk.failWrite(1, 'lost');
    await expect(journal.compact(DOCUMENT, () => Uint8Array.of(6))).rejects.toThrow(JournalEndedError);
    await journal.close();
    expect(await stored(await open())).toEqual([1, 2, 3]);
  });
});
