import 'fake-indexeddb/auto';
import type { DocumentName } from '@skein/shared/documents';
import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import { deleteDB } from 'idb';
import { afterEach, describe, expect, it } from 'vitest';
import type { SearchableMessage, SegmentContent } from './port.ts';
import { openSearchDatabase } from './searchDatabase.ts';
import { SearchIndex } from './searchIndex.ts';

const room = 'tea' as RoomId;
const document: DocumentName = 'room/tea/0';
const open: SearchIndex[] = [];
let names = 0;

afterEach(async () => {
  await Promise.all(open.splice(0).map((index) => index.close()));
});

const newName = (): string => {
  names += 1;
  return `search-${names}`;
};
const openIndex = (name = newName()): SearchIndex => {
  const index = new SearchIndex(name, new BroadcastChannel(name));
  open.push(index);
  return index;
};
const said = (id: string, text: string, at = 1): SearchableMessage => ({
  id: id as MessageId,
  author: 'alice' as UserId,
  at,
  text,
  hasFile: false,
});
const content = (version: string, ...messages: readonly SearchableMessage[]): SegmentContent => ({
  document,
  room,
  version,
  messages,
});
const texts = async (index: SearchIndex, text: string, limit = 50): Promise<string[]> =>
  (await index.find({ text }, limit)).found.map((found) => found.text);

/** Whatever lies on the disk. */
const stored = async (name: string): Promise<string> => {
  const database = await openSearchDatabase(name);
  const all = await Promise.all([...database.objectStoreNames].map((store) => database.getAll(store)));
  database.close();
  return JSON.stringify(all);
};

describe('the index', () => {
  it('gives what is found with all that a list shows of it', async () => {
    const index = openIndex();
    await index.put(content('1', said('a', 'Who has the kettle?', 7)));
    expect(await index.find({ text: 'ket' }, 5)).toEqual({
      found: [
        expect.objectContaining({ id: 'a', room, author: 'alice', at: 7, text: 'Who has the kettle?' }),
      ],
      more: false,
    });
  });

  it('says when there is more than asked for', async () => {
    const index = openIndex();
    await index.put(content('1', said('a', 'tea one', 1), said('b', 'tea two', 2)));
    expect((await index.find({ text: 'tea' }, 1)).more).toBe(true);
    expect((await index.find({ text: 'tea' }, 2)).more).toBe(false);
  });

  it('lets go of what a segment does not hold any more', async () => {
    const name = newName();
    const index = openIndex(name);
    await index.put(content('1', said('a', 'the first wording'), said('b', 'regretted')));
    await texts(index, 'first');
    expect(await stored(name)).toMatch(/regretted/);
    await index.put(content('2', said('a', 'the second wording')));
    expect(await stored(name)).not.toMatch(/regret|first/);
    expect(await texts(index, 'first')).toEqual([]);
    expect(await texts(index, 'regretted')).toEqual([]);
    expect(await texts(index, 'wording')).toEqual(['the second wording']);
  });

  it('is there after a restart, and says what it holds', async () => {
    const name = newName();
    const first = openIndex(name);
    await first.put(content('1', said('a', 'tea')));
    await first.close();
    const second = openIndex(name);
    expect(await second.versions()).toEqual(new Map([[document, '1']]));
    expect(await texts(second, 'tea')).toEqual(['tea']);
  });

  it('does nothing for a version that it has', async () => {
    const index = openIndex();
    await index.put(content('1', said('a', 'tea')));
    await index.put(content('1', said('a', 'coffee')));
    expect(await texts(index, 'tea')).toEqual(['tea']);
  });

  it('finds as before after a rest, and what came meanwhile', async () => {
    const index = openIndex();
    await index.put(content('1', said('a', 'tea')));
    await texts(index, 'tea');
    await index.rest();
    await index.put(content('2', said('a', 'tea'), said('b', 'teapot', 2)));
    expect(await texts(index, 'tea')).toEqual(['teapot', 'tea']);
  });

  it('forgets a segment for good', async () => {
    const name = newName();
    const index = openIndex(name);
    await index.put(content('1', said('a', 'tea')));
    await texts(index, 'tea');
    await index.forget([document]);
    expect(await texts(index, 'tea')).toEqual([]);
    expect(await texts(openIndex(name), 'tea')).toEqual([]);
    expect(await stored(name)).toBe('[[],[],[]]');
  });

  it('shows in one tab what another one indexed, changed or forgot', async () => {
    const name = newName();
    const [one, other] = [openIndex(name), openIndex(name)];
    await other.prepare();
    const told = () =>
      new Promise((resolve) => {
        const channel = new BroadcastChannel(name);
        channel.addEventListener('message', () => {
          channel.close();
          resolve(undefined);
        });
      });
    let next = told();
    await one.put(content('1', said('a', 'tea')));
    await next;
    expect(await texts(other, 'tea')).toEqual(['tea']);
    next = told();
    await one.put(content('2', said('a', 'coffee')));
    await next;
    expect(await texts(other, 'tea')).toEqual([]);
    expect(await texts(other, 'coffee')).toEqual(['coffee']);
    next = told();
    await one.forget([document]);
    await next;
    expect(await texts(other, 'coffee')).toEqual([]);
  });

  it('finds what another tab indexed first, also before hearing of it', async () => {
    const name = newName();
    const one = openIndex(name);
    // Word of the other tabs is still on its way.
    const other = new SearchIndex(name, new BroadcastChannel(`${name}/unheard`));
    open.push(other);
    await other.put(content('1', said('a', 'the first kettle')));
    expect(await texts(other, 'kettle')).toEqual(['the first kettle']);
    const both = content('2', said('a', 'the first kettle'), said('b', 'the second kettle', 2));
    await one.put(both);
    await other.put(both);
    expect(await texts(other, 'kettle')).toEqual(['the second kettle', 'the first kettle']);
  });

  it('never holds up a tab that wipes', async () => {
    const name = newName();
    await openIndex(name).put(content('1', said('a', 'tea')));
    await deleteDB(name);
    expect(await texts(openIndex(name), 'tea')).toEqual([]);
  });
});
