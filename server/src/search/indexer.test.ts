import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { segmentName } from '@skein/shared/documents';
import type { AmendmentId, MessageId, RoomId, UserId } from '@skein/shared/ids';
import {
  SEARCH_INDEX_INTERVAL_MS,
  SEARCH_PUT_MESSAGES,
  SEARCH_REBUILD_PAUSE_MS,
  SEARCH_WAIT_MS,
  SEGMENT_SIZE,
} from '@skein/shared/limits';
import type { Message } from '@skein/shared/message';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../../test/temporaryFolder.ts';
import { updatesOf } from '../journal/layout.ts';
import { MemoryStore } from '../journal/memory.ts';
import type { Log } from '../relay/ports.ts';
import { messageOf, type Replica, ROOM, setStage, silentLog, type Stage } from '../relay/testing.ts';
import { Indexer } from './indexer.ts';
import { MessageSearch } from './messageSearch.ts';
import { IndexLostError, type MessageIndex, type Question } from './port.ts';
import { SqliteIndex } from './sqliteIndex.ts';

// Real files take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** An indexer over a real index, and what it finds for somebody who may read everything. */
interface Library {
  readonly index: MessageIndex;
  readonly indexer: Indexer;
  readonly errors: string[];
  readonly finds: (text: string, more?: Partial<Question>) => Promise<string[]>;
  readonly close: () => Promise<void>;
}

const open = ({ relay, clock }: Stage, file: string, wrap = (index: MessageIndex) => index): Library => {
  const index = wrap(new SqliteIndex(file, relay.epoch));
  const errors: string[] = [];
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_fields, message) => errors.push(message),
  };
  const indexer = new Indexer({ relay, index, log, clock: clock.now });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= indexer.close().then(() => index.close()));
  onTestFinished(close);
  return {
    index,
    indexer,
    errors,
    close,
    finds: async (text, more = {}) => {
      await indexer.complete();
      const span = { room: ROOM, joinedSeq: 0, leftSeq: null };
      const { found } = await index.find({ text, limit: 100, ...more }, [span]);
      return found.map(({ message }) => message.text);
    },
  };
};

/** Whatever is on its way without a clock arrives. */
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** For a test that lets some of it fail. */
const boundTo = (index: MessageIndex): MessageIndex => ({
  put: (portions) => index.put(portions),
  indexedSeq: (room) => index.indexedSeq(room),
  behind: (rooms) => index.behind(rooms),
  outdated: (segments) => index.outdated(segments),
  find: (question, readable) => index.find(question, readable),
  close: () => index.close(),
});

const file = (): string => join(temporaryFolder(), 'search.sqlite');

const edits = (who: Replica, { id: message }: Message, text: string): void => {
  const { user: author, device } = who.grant;
  const id = `a-${text.replaceAll(' ', '-')}` as AmendmentId;
  who.segment.amendments.push([{ id, message, author, device, at: 1, text }]);
};

const retracts = (who: Replica, { id: message }: Message): void => {
  const { user: author, device } = who.grant;
  const id = `r-${message}` as AmendmentId;
  who.segment.amendments.push([{ id, message, author, device, at: 1, retract: true }]);
};

/** However the file and its log hold it. */
const isOnDisk = (place: string, text: string): boolean =>
  ['', '-wal'].some((end) => existsSync(place + end) && readFileSync(place + end).includes(text));

test('what is stamped is found, over segments', async () => {
  const stage = await setStage();
  const library = open(stage, file());
  const alice = stage.seat('alice');
  for (let count = 0; count < SEGMENT_SIZE + 5; count++) alice.say(`wool number ${count}`);
  await alice.until(({ segment }) => segment.stamps.size === SEGMENT_SIZE + 5);
  expect(await library.finds('number 3')).toContain('wool number 3');
  expect(await library.finds(`number ${SEGMENT_SIZE + 4}`)).toEqual([`wool number ${SEGMENT_SIZE + 4}`]);
  expect(await library.finds('wool', { limit: 1_000 })).toHaveLength(SEGMENT_SIZE + 5);
});

test('an edited text is found by its new words only, in its old place', async () => {
  const stage = await setStage();
  const library = open(stage, file());
  const alice = stage.seat('alice');
  const first = alice.say('a red scarf');
  await alice.untilStamped(first);
  await alice.untilStamped(alice.say('another scarf'));
  expect(await library.finds('scarf')).toEqual(['another scarf', 'a red scarf']);
  const bob = stage.seat('bob');
  edits(alice, first, 'a blue scarf');
  await bob.until(({ segment }) => segment.amendments.length === 1);
  expect(await library.finds('red')).toEqual([]);
  expect(await library.finds('scarf')).toEqual(['another scarf', 'a blue scarf']);
});

test('a retracted text is neither found nor on the disk any more', async () => {
  const stage = await setStage();
  const place = file();
  const library = open(stage, place);
  const alice = stage.seat('alice');
  const message = alice.say('the zweigelt confession');
  await alice.untilStamped(message);
  await alice.untilStamped(alice.say('something else'));
  expect(await library.finds('zweigelt')).toHaveLength(1);
  expect(isOnDisk(place, 'zweigelt')).toBe(true);
  retracts(alice, message);
  await alice.until(({ segment }) => !segment.messages.toArray().some(({ id }) => id === message.id));
  expect(await library.finds('zweigelt')).toEqual([]);
  expect(await library.finds('confess')).toEqual([]);
  expect(isOnDisk(place, 'zweigelt')).toBe(false);
});

test('a moderator retracts, a late message is carried forward: the index follows', async () => {
  const stage = await setStage();
  const library = open(stage, file());
  const alice = stage.seat('alice');
  const bob = stage.seat('bob');
  const rude = bob.say('something rude');
  await alice.untilStamped(rude);
  await stage.relay.closeSegment(ROOM);
  const late = bob.say('said too late');
  await bob.until(({ segment }) => segment.stamps.get(late.id)?.in === 1);
  expect(await library.finds('late')).toEqual(['said too late']);
  retracts(stage.seat('alice', undefined, { moderator: true }), rude);
  await bob.until(({ segment }) => !segment.messages.toArray().some(({ id }) => id === rude.id));
  expect(await library.finds('rude')).toEqual([]);
});

test('what was said, edited and retracted while no index was kept is caught up with', async () => {
  const store = new MemoryStore();
  const place = file();
  const stage = await setStage({ store });
  const before = open(stage, place);
  const alice = stage.seat('alice');
  const [edited, retracted] = [alice.say('knitting'), alice.say('crochet hooks')];
  await alice.untilStamped(retracted);
  expect(await before.finds('knitting')).toEqual(['knitting']);
  // As when the process is killed after a commit and before the index heard of it.
  await before.close();
  edits(alice, edited, 'weaving');
  retracts(alice, retracted);
  await alice.untilStamped(alice.say('spinning'));
  await stage.relay.close();

  const after = open(await setStage({ store }), place);
  // The search itself waits for what must not be found, not for what may be found late.
  await after.indexer.current();
  expect(await after.finds('spinning')).toEqual(['spinning']);
  expect(await after.finds('weaving')).toEqual(['weaving']);
  expect(await after.finds('knitting')).toEqual([]);
  expect(await after.finds('crochet')).toEqual([]);
  expect(after.errors).toEqual([]);
});

test('nothing is found again of what was retracted before a crash, not even at first', async () => {
  const store = new MemoryStore();
  const place = file();
  const stage = await setStage({ store });
  const before = open(stage, place);
  const alice = stage.seat('alice');
  const message = alice.say('regrettable');
  await alice.untilStamped(message);
  expect(await before.finds('regrettable')).toHaveLength(1);
  await before.close();
  retracts(alice, message);
  await alice.until(({ segment }) => segment.messages.length === 0);
  await stage.relay.close();

  const { indexer, index } = open(await setStage({ store }), place);
  await indexer.current();
  const readable = [{ room: ROOM, joinedSeq: 0, leftSeq: null }];
  expect((await index.find({ text: 'regrettable', limit: 10 }, readable)).found).toEqual([]);
});

test('an index that is not there, is of another store or is damaged is filled again', async () => {
  const store = new MemoryStore();
  const place = file();
  const stage = await setStage({ store });
  const alice = stage.seat('alice');
  for (let count = 0; count < SEGMENT_SIZE + 5; count++) alice.say(`skein ${count}`);
  await alice.until(({ segment }) => segment.stamps.size === SEGMENT_SIZE + 5);
  const findsAll = async (): Promise<void> => {
    const library = open(stage, place);
    expect(await library.finds('skein', { limit: 1_000 })).toHaveLength(SEGMENT_SIZE + 5);
    expect(library.errors).toEqual([]);
    await library.close();
  };
  await findsAll();
  rmSync(place);
  await findsAll();
  writeFileSync(place, 'this is no database, but long enough to be read as one'.repeat(100));
  await findsAll();
  await new SqliteIndex(place, 'another life').close();
  await findsAll();
});

/** An index of 300 messages about yarn, with nothing legible from some byte on. */
const damagedFrom = async (begin: (length: number) => number) => {
  const stage = await setStage();
  const place = file();
  const alice = stage.seat('alice');
  for (let count = 0; count < 300; count++) alice.say(`a long story about yarn number ${count}`);
  await alice.until(({ segment }) => segment.stamps.size === 300);
  const intact = open(stage, place);
  await intact.finds('yarn');
  await intact.close();
  const bytes = readFileSync(place);
  writeFileSync(place, bytes.fill(0xff, begin(bytes.length)));
  return { stage, place };
};

test('an index that is found damaged begins again by itself', async () => {
  const { stage, place } = await damagedFrom(() => 4096);
  const second = open(stage, place);
  expect(await second.finds('yarn', { limit: 1_000 })).toHaveLength(300);
});

test('an index that a search finds damaged is filled again, and the search goes on', async () => {
  const { stage, place } = await damagedFrom((length) => length / 4);
  const { index, indexer } = open(stage, place);
  const everything = { readableSpans: async () => [{ room: ROOM, joinedSeq: 0, leftSeq: null }] };
  const search = new MessageSearch({ index, indexer, members: everything });
  const hits = async (): Promise<number> =>
    (await search.find('alice' as UserId, { q: 'yarn' })).found.length;
  await hits();
  await indexer.complete();
  expect(await hits()).toBe(300);
});

test('an index that is found damaged while it is compared is filled again', async () => {
  const stage = await setStage();
  const alice = stage.seat('alice');
  alice.say('a story about yarn');
  await alice.until(({ segment }) => segment.stamps.size === 1);
  let isDamaged = true;
  const { finds } = open(stage, file(), (index) => ({
    ...boundTo(index),
    behind: async (rooms) => {
      if (!isDamaged) return await index.behind(rooms);
      isDamaged = false;
      throw new IndexLostError('The index was damaged and begins again.');
    },
  }));
  expect(await finds('yarn')).toEqual(['a story about yarn']);
});

test('a segment whose rows are damaged is left out, and disturbs no other', async () => {
  const store = new MemoryStore();
  const stage = await setStage({ store });
  const alice = stage.seat('alice');
  await alice.untilStamped(alice.say('yarn before'));
  await stage.relay.closeSegment(ROOM);
  await stage.relay.post(ROOM, messageOf('alice', 'yarn after'), alice.grant);
  await stage.relay.close();
  for (const key of store.keys(updatesOf(segmentName(ROOM, 0)))) store.put(key, new Uint8Array([1, 2, 3]));

  const next = await setStage({ store });
  const library = open(next, file());
  expect(await library.finds('yarn')).toEqual(['yarn after']);
  await next.relay.post(ROOM, messageOf('alice', 'yarn again'), alice.grant);
  expect(await library.finds('yarn')).toEqual(['yarn again', 'yarn after']);
  expect(library.errors).toEqual([]);
});

test('an index that fails for once is asked again for the same', async () => {
  const stage = await setStage();
  let failures = 1;
  const library = open(stage, file(), (index) => ({
    ...boundTo(index),
    put: (portions) =>
      failures-- > 0 ? Promise.reject(new Error('disk full, says the test')) : index.put(portions),
  }));
  const alice = stage.seat('alice');
  await alice.untilStamped(alice.say('patience'));
  await library.indexer.current();
  expect(library.errors).toHaveLength(1);
  expect(await library.finds('patience')).toEqual(['patience']);
});

test('a room that cannot be indexed keeps no other one out, and is tried again', async () => {
  const stage = await setStage();
  const other = 'other' as RoomId;
  let isBroken = true;
  const library = open(stage, file(), (index) => ({
    ...boundTo(index),
    put: (portions) =>
      isBroken && portions.some(({ room }) => room === other)
        ? Promise.reject(new Error('this one never, says the test'))
        : index.put(portions),
  }));
  const { grant } = stage.seat('alice');
  await stage.relay.createRoom(other);
  await stage.relay.post(other, messageOf('alice', 'patience there'), grant);
  await stage.relay.post(ROOM, messageOf('alice', 'patience here'), grant);
  await library.indexer.current();
  expect(await library.index.indexedSeq(ROOM)).toBe(1);
  expect(await library.index.indexedSeq(other)).toBe(0);
  isBroken = false;
  await library.indexer.current();
  expect(await library.index.indexedSeq(other)).toBe(1);
});

test('what is new in many rooms is written at once, until it is SEARCH_PUT_MESSAGES', async () => {
  const stage = await setStage();
  const written: number[] = [];
  const library = open(stage, file(), (index) => ({
    ...boundTo(index),
    put: (portions) => {
      written.push(portions.reduce((sum, { messages }) => sum + messages.length, 0));
      return index.put(portions);
    },
  }));
  const { grant } = stage.seat('alice');
  const say = async (room: RoomId, count: number): Promise<void> => {
    await stage.relay.createRoom(room);
    const messages = Array.from({ length: count }, (_, number) => messageOf('alice', `${room} ${number}`));
    await Promise.all(messages.map((message) => stage.relay.post(room, message, grant)));
  };
  await say('first' as RoomId, 499);
  await say('second' as RoomId, 499);
  await say('third' as RoomId, SEARCH_PUT_MESSAGES - 2 * 499);
  await say('fourth' as RoomId, 1);
  await library.indexer.complete();
  expect(written).toEqual([SEARCH_PUT_MESSAGES, 1]);
});

test('a commit that fails is never indexed, and what is said after it is', async () => {
  const stage = await setStage();
  const library = open(stage, file());
  const alice = stage.seat('alice');
  await alice.untilStamped(alice.say('first'));
  stage.journal().failAppend(1, 'lost');
  await expect(stage.relay.post(ROOM, messageOf('alice', 'never said'), alice.grant)).rejects.toThrow();
  await stage.relay.post(ROOM, messageOf('alice', 'said in the end'), alice.grant);
  expect(await library.finds('said')).toEqual(['said in the end']);
  expect(library.errors).toEqual([]);
});

test('messages with files are found as such', async () => {
  const stage = await setStage();
  const library = open(stage, file());
  const alice = stage.seat('alice');
  const attachments = [{ id: 'f1', name: 'pattern.pdf', type: 'application/pdf', size: 1 }];
  await alice.untilStamped(alice.say('the pattern', { id: 'with' as MessageId, attachments }));
  await alice.untilStamped(alice.say('the pattern, described'));
  expect(await library.finds('pattern', { has: 'file' })).toEqual(['the pattern']);
  expect(await library.finds('pattern', { author: 'alice' as UserId })).toHaveLength(2);
});

test('a search does not wait for long where much is said, but always for what was retracted', async () => {
  const stage = await setStage();
  const { relay, clock } = stage;
  const index = new SqliteIndex(file(), relay.epoch);
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const slow: MessageIndex = {
    put: (portions) => held.then(() => index.put(portions)),
    indexedSeq: (room) => index.indexedSeq(room),
    behind: (rooms) => index.behind(rooms),
    outdated: (segments) => index.outdated(segments),
    find: (question, readable) => index.find(question, readable),
    close: () => index.close(),
  };
  const indexer = new Indexer({ relay, index: slow, log: silentLog, schedule: clock.schedule });
  onTestFinished(async () => {
    letGo();
    await indexer.close();
    await index.close();
  });
  const alice = stage.seat('alice');
  const message = alice.say('in a crowd');
  await alice.untilStamped(message);
  let answered = 0;
  const count = (): void => void (answered += 1);
  const waiting = indexer.current().then(count);
  await turns(20);
  clock.advance(SEARCH_WAIT_MS - 1);
  await turns(20);
  expect(answered).toBe(0);
  clock.advance(1);
  await waiting;

  retracts(alice, message);
  await alice.until(({ segment }) => segment.messages.length === 0);
  const strict = indexer.current().then(count);
  await turns(20);
  clock.advance(10 * SEARCH_WAIT_MS);
  await turns(20);
  expect(answered).toBe(1);
  letGo();
  for (let turn = 0; turn < 200 && answered < 2; turn++) {
    clock.advance(SEARCH_WAIT_MS);
    await turns(1);
  }
  await strict;
});

test('what nobody searches for is indexed after SEARCH_INDEX_INTERVAL_MS', async () => {
  const stage = await setStage();
  const { relay, clock } = stage;
  const index = new SqliteIndex(file(), relay.epoch);
  const indexer = new Indexer({ relay, index, log: silentLog, schedule: clock.schedule });
  onTestFinished(() => indexer.close().then(() => index.close()));
  await indexer.complete();
  const alice = stage.seat('alice');
  await alice.untilStamped(alice.say('nothing special'));
  clock.advance(SEARCH_INDEX_INTERVAL_MS - 1);
  await turns(20);
  expect(await index.indexedSeq(ROOM)).toBe(0);
  clock.advance(1);
  await vi.waitUntil(async () => (await index.indexedSeq(ROOM)) === 1);
});

test('old history is indexed with a rest of SEARCH_REBUILD_PAUSE_MS after each write', async () => {
  const stage = await setStage();
  const { relay, clock } = stage;
  const { grant } = stage.seat('alice');
  const messages = Array.from({ length: SEARCH_PUT_MESSAGES + 1 }, (_, number) =>
    messageOf('alice', `number ${number}`),
  );
  await Promise.all(messages.map((message) => relay.post(ROOM, message, grant)));
  const index = new SqliteIndex(file(), relay.epoch);
  let writes = 0;
  const counted: MessageIndex = {
    ...boundTo(index),
    put: async (portions) => {
      await index.put(portions);
      writes += 1;
    },
  };
  const indexer = new Indexer({ relay, index: counted, log: silentLog, schedule: clock.schedule });
  onTestFinished(() => indexer.close().then(() => index.close()));
  await vi.waitUntil(() => writes === 1);
  await turns(20);
  clock.advance(SEARCH_REBUILD_PAUSE_MS - 1);
  await turns(20);
  expect(writes).toBe(1);
  clock.advance(1);
  await vi.waitUntil(async () => (await index.indexedSeq(ROOM)) === messages.length);
});
