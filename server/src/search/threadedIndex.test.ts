import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RoomId } from '@skein/shared/ids';
import { SEARCHES_AT_ONCE } from '@skein/shared/limits';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../../test/temporaryFolder.ts';
import { IndexLostError } from './port.ts';
import { ThreadedIndex } from './threadedIndex.ts';

// Real files take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const ROOM = 'room' as RoomId;
const READABLE = [{ room: ROOM, joinedSeq: 0, leftSeq: null }];

const open = (file: string): ThreadedIndex => {
  const index = new ThreadedIndex(file, 'a life');
  onTestFinished(() => index.close());
  return index;
};

const fill = (index: ThreadedIndex, count: number): Promise<void> =>
  index.put([
    {
      room: ROOM,
      segment: 0,
      after: 0,
      upTo: count,
      edition: 0,
      messages: Array.from({ length: count }, (_, at) => ({
        answer: {
          id: `m${at}`,
          seq: at + 1,
          at,
          author: 'alice',
          sentAt: 0,
          text: `yarn ${at}`,
          edited: false,
          retracted: false,
        },
        hasFile: false,
      })),
    },
  ]);

test('only so many searches wait, and then there is room again', async () => {
  const index = open(join(temporaryFolder(), 'search.sqlite'));
  await fill(index, 3);
  const search = () => index.find({ text: 'yarn', limit: 5 }, READABLE);
  const waiting = Array.from({ length: SEARCHES_AT_ONCE }, search);
  await expect(search()).rejects.toThrow(expect.objectContaining({ reason: 'too-fast' }));
  for (const { found } of await Promise.all(waiting)) expect(found).toHaveLength(3);
  expect((await search()).found).toHaveLength(3);
});

test('what goes wrong on the thread is told here, and the next call begins again', async () => {
  const folder = join(temporaryFolder(), 'not', 'there');
  const index = open(join(folder, 'search.sqlite'));
  await expect(fill(index, 3)).rejects.toThrow('The search index ended.');
  mkdirSync(folder, { recursive: true });
  await fill(index, 3);
  expect(await index.indexedSeq(ROOM)).toBe(3);
});

test('a damaged file is told apart from every other failure', async () => {
  const file = join(temporaryFolder(), 'search.sqlite');
  const first = open(file);
  await fill(first, 300);
  await first.close();
  const bytes = readFileSync(file);
  bytes.fill(0xff, bytes.length / 4);
  writeFileSync(file, bytes);
  const second = open(file);
  await expect(second.find({ text: 'yarn', limit: 5 }, READABLE)).rejects.toThrow(IndexLostError);
  expect(await second.indexedSeq(ROOM)).toBe(0);
});

test('after its end it answers nobody', async () => {
  const index = open(join(temporaryFolder(), 'search.sqlite'));
  await fill(index, 1);
  await index.close();
  await index.close();
  await expect(index.indexedSeq(ROOM)).rejects.toThrow(expect.objectContaining({ reason: 'going-away' }));
});
