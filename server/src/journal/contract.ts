import type { DocumentName } from '@skein/shared/documents';
import { describe, expect, test } from 'vitest';
import { factKey } from './layout.ts';
import { type Journal, JournalEndedError } from './port.ts';
import { decodeJsonRow } from './row.ts';
import type { Row } from './rowStore.ts';

const ROOM: DocumentName = 'room/meadow/1';
const NEXT: DocumentName = 'room/meadow/10';
const ALICE: DocumentName = 'user/alice/0';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const entry = (document: DocumentName, text: string) => ({ document, update: bytes(text) });
const read = async (journal: Journal, document: DocumentName): Promise<string[]> =>
  (await journal.read(document)).map((update) => new TextDecoder().decode(update));
const joined = (updates: readonly Uint8Array[]): Uint8Array =>
  bytes(updates.map((update) => new TextDecoder().decode(update)).join('+'));

const allOf = async (portions: AsyncIterable<readonly Row[]>): Promise<Row[]> => {
  const rows: Row[] = [];
  for await (const some of portions) rows.push(...some);
  return rows;
};

/** What every journal does. `place` makes a new, empty place and gives what opens a journal on it. */
export const journalContract = (name: string, place: () => Promise<() => Promise<Journal>>): void => {
  const fresh = async (): Promise<Journal> => (await place())();

  describe(`${name} as a journal`, () => {
    test('gives the updates of a document in the order of their appends', async () => {
      const journal = await fresh();
      await Promise.all([
        journal.append([entry(ROOM, 'one')], []),
        journal.append([entry(ROOM, 'two'), entry(ROOM, 'three')], []),
      ]);
      await journal.append([entry(ROOM, 'four')], []);
      expect(await read(journal, ROOM)).toEqual(['one', 'two', 'three', 'four']);
      expect(await journal.rows(ROOM)).toBe(4);
      await journal.close();
    });

    test('keeps documents apart, also those whose names begin alike', async () => {
      const journal = await fresh();
      await journal.append([entry(ROOM, 'first'), entry(NEXT, 'tenth'), entry(ALICE, 'hers')], []);
      expect(await read(journal, ROOM)).toEqual(['first']);
      expect(await read(journal, NEXT)).toEqual(['tenth']);
      expect(await read(journal, ALICE)).toEqual(['hers']);
      expect(await read(journal, 'room/elsewhere/1')).toEqual([]);
      expect(await journal.rows('room/elsewhere/1')).toBe(0);
      await journal.close();
    });

    test('gives back empty updates and every byte value', async () => {
      const journal = await fresh();
      const all = Uint8Array.from({ length: 256 }, (_, index) => index);
      await journal.append([{ document: ROOM, update: new Uint8Array() }], []);
      await journal.append([{ document: ROOM, update: all }], []);
      expect((await journal.read(ROOM)).map((update) => [...update])).toEqual([[], [...all]]);
      await journal.close();
    });

    test('does not keep the caller’s buffer', async () => {
      const journal = await fresh();
      const update = bytes('as it was');
      const appended = journal.append([{ document: ROOM, update }], []);
      update.fill(0);
      await appended;
      expect(await read(journal, ROOM)).toEqual(['as it was']);
      await journal.close();
    });

    test('keeps facts beside updates, the last one given counts, undefined deletes', async () => {
      const journal = await fresh();
      await journal.append([entry(ROOM, 'one')], [{ key: 'chain/meadow', value: { head: 1, seqs: [0, 1] } }]);
      expect(await journal.fact('chain/meadow')).toEqual({ head: 1, seqs: [0, 1] });
      const both = await journal.factsOf(['chain/nowhere', 'chain/meadow']);
      expect([...both]).toEqual([
        ['chain/nowhere', undefined],
        ['chain/meadow', { head: 1, seqs: [0, 1] }],
      ]);
      expect([...(await journal.factsOf([]))]).toEqual([]);
      await journal.append([], [{ key: 'chain/meadow', value: null }]);
      expect(await journal.fact('chain/meadow')).toBeNull();
      await Promise.all([
        journal.append([], [{ key: 'chain/meadow', value: 2 }]),
        journal.append([], [{ key: 'chain/meadow', value: undefined }]),
      ]);
      expect(await journal.fact('chain/meadow')).toBeUndefined();
      await journal.close();
    });

    test('lists facts of one prefix in the order of their keys, no more than asked for', async () => {
      const journal = await fresh();
      const keys = ['read/b/2', 'read/a/1', 'read/b/10', 'read', 'ready/a', 'read/b/~', 'message/a'];
      await journal.append(
        [],
        keys.map((key) => ({ key, value: key })),
      );
      const found = async (prefix: string, limit: number): Promise<string[]> =>
        (await journal.facts(prefix, limit)).map(({ key }) => key);
      expect(await found('read/', 10)).toEqual(['read/a/1', 'read/b/10', 'read/b/2', 'read/b/~']);
      expect(await found('read/b/', 2)).toEqual(['read/b/10', 'read/b/2']);
      expect(await found('nothing', 10)).toEqual([]);
      expect(await found('', 100)).toHaveLength(keys.length);
      await journal.close();
    });

    test('refuses a key that would not sort the same everywhere', async () => {
      const journal = await fresh();
      await expect(journal.append([], [{ key: 'é', value: 1 }])).rejects.toThrow(TypeError);
      await journal.append([entry(ROOM, 'goes on')], []);
      expect(await read(journal, ROOM)).toEqual(['goes on']);
      await journal.close();
    });

    test('compacts exactly what it read, beside appends', async () => {
      const journal = await fresh();
      for (const text of ['one', 'two', 'three']) await journal.append([entry(ROOM, text)], []);
      await journal.append([entry(ALICE, 'untouched')], []);
      const appended: Promise<void>[] = [];
      await journal.compact(ROOM, (updates) => {
        appended.push(journal.append([entry(ROOM, 'four')], []));
        return joined(updates);
      });
      await Promise.all(appended);
      await journal.append([entry(ROOM, 'five')], []);
      expect(await read(journal, ROOM)).toEqual(['one+two+three', 'four', 'five']);
      expect(await read(journal, ALICE)).toEqual(['untouched']);
      await journal.close();
    });

    test('compacts one document only once at a time', async () => {
      const journal = await fresh();
      for (const text of ['one', 'two']) await journal.append([entry(ROOM, text)], []);
      const first = journal.compact(ROOM, joined);
      const third = journal.append([entry(ROOM, 'three')], []);
      await Promise.all([first, third, journal.compact(ROOM, joined)]);
      expect((await read(journal, ROOM)).join('+')).toBe('one+two+three');
      await journal.compact(ROOM, joined);
      expect(await read(journal, ROOM)).toEqual(['one+two+three']);
      await journal.close();
    });

    test('leaves a document as it is when its compaction fails, and when there is nothing', async () => {
      const journal = await fresh();
      await journal.append([entry(ROOM, 'one')], []);
      const failing = journal.compact(ROOM, () => {
        throw new RangeError('cannot build');
      });
      await expect(failing).rejects.toThrow('cannot build');
      await journal.compact(NEXT, joined);
      expect(await read(journal, ROOM)).toEqual(['one']);
      expect(await read(journal, NEXT)).toEqual([]);
      await journal.close();
    });

    test('replaces a document without reading it, beside appends', async () => {
      const journal = await fresh();
      for (const text of ['one', 'two']) await journal.append([entry(ROOM, text)], []);
      await journal.append([entry(ALICE, 'untouched')], []);
      await journal.replace(ROOM, entry(ROOM, 'nothing').update);
      await journal.append([entry(ROOM, 'three')], []);
      await journal.replace(NEXT, entry(NEXT, 'nothing').update);
      expect(await read(journal, ROOM)).toEqual(['nothing', 'three']);
      expect(await read(journal, NEXT)).toEqual([]);
      expect(await read(journal, ALICE)).toEqual(['untouched']);
      await journal.close();
    });

    test('has everything after it was opened again, and goes on behind it', async () => {
      const open = await place();
      const before = await open();
      for (const text of ['one', 'two', 'three'])
        await before.append([entry(ROOM, text)], [{ key: 'last', value: text }]);
      await before.compact(ROOM, joined);
      await before.close();

      const after = await open();
      expect(after.epoch).toBe(before.epoch);
      await after.append([entry(ROOM, 'four')], []);
      expect(await read(after, ROOM)).toEqual(['one+two+three', 'four']);
      expect(await after.fact('last')).toBe('three');
      await after.close();
    });

    test('gives everything as of one moment, in the order of keys', async () => {
      const journal = await fresh();
      await journal.append([entry(ROOM, 'one'), entry(ALICE, 'hers')], [{ key: 'chain/meadow', value: 1 }]);
      const everything = journal.everything();
      await journal.append([entry(ROOM, 'two')], [{ key: 'chain/meadow', value: 2 }]);
      const rows = await allOf(everything);
      const keys = rows.map(({ key }) => key);
      expect(keys).toEqual(keys.toSorted());
      expect(keys.filter((key) => key.startsWith('u!'))).toHaveLength(2);
      const chains = rows.filter(({ key }) => key === factKey('chain/meadow'));
      expect(chains.map(({ value }) => decodeJsonRow(value, 'the chain'))).toEqual([1]);
      await journal.close();
    });

    test('ends who reads everything when it closes', async () => {
      const journal = await fresh();
      await journal.append([entry(ROOM, 'one')], []);
      const everything = journal.everything();
      await journal.close();
      await expect(allOf(everything)).rejects.toThrow(JournalEndedError);
      expect(() => journal.everything()).toThrow(JournalEndedError);
    });

    test('lives another life in another place', async () => {
      const [one, other] = [await fresh(), await fresh()];
      expect(one.epoch).not.toBe(other.epoch);
      await Promise.all([one.close(), other.close()]);
    });

    test('closes after what is under way, and then takes nothing', async () => {
      const open = await place();
      const journal = await open();
      const appended = journal.append([entry(ROOM, 'under way')], []);
      await Promise.all([journal.close(), journal.close()]);
      await appended;
      await expect(journal.append([entry(ROOM, 'late')], [])).rejects.toThrow(JournalEndedError);
      await expect(journal.read(ROOM)).rejects.toThrow(JournalEndedError);
      await expect(journal.rows(ROOM)).rejects.toThrow(JournalEndedError);
      await expect(journal.fact('last')).rejects.toThrow(JournalEndedError);
      await expect(journal.facts('', 1)).rejects.toThrow(JournalEndedError);
      await expect(journal.compact(ROOM, joined)).rejects.toThrow(JournalEndedError);

      const again = await open();
      expect(await read(again, ROOM)).toEqual(['under way']);
      await again.close();
    });
  });
};
