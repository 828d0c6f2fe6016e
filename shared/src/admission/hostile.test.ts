import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { bytesOf, messageBy, messageId, Replica, SegmentRelay, writerOf } from '../../test/replicas.ts';
import {
  DELETED_RUN_LENGTH,
  DOCUMENT_WRITERS,
  DOCUMENT_WRITERS_PER_PERSON,
  FRAME_BYTES,
  JSON_DEPTH,
} from '../limits.ts';
import { segmentOf } from '../segment.ts';
import type { Writer } from './admission.ts';

/** Bytes that no Yjs client writes. */

const alice = writerOf('alice');
const mallory = writerOf('mallory');

const conversation = () => {
  const relay = new SegmentRelay();
  const replica = new Replica(alice, 101, relay.doc);
  relay.receive(
    replica.update((segment) => {
      segment.messages.push([messageBy(alice, 'm1'), messageBy(alice, 'm2'), messageBy(alice, 'm3')]);
      segment.cursors.set(alice.device, { user: alice.user, seq: 0 });
    }),
    alice,
  );
  return relay;
};

const says = (relay: SegmentRelay, update: Uint8Array, writer: Writer = mallory) => {
  const before = bytesOf(relay.doc);
  const verdict = relay.judge(update, writer);
  expect(bytesOf(relay.doc)).toEqual(before);
  return verdict;
};

/** Numbers are written as lib0's varUint, one after the other; strings as varString; JSON as `{ any }`. */
const bytes = (...parts: readonly (number | string | { readonly any: unknown })[]): Uint8Array =>
  encoding.encode((encoder) => {
    for (const part of parts)
      if (typeof part === 'number') encoding.writeVarUint(encoder, part);
      else if (typeof part === 'string') encoding.writeVarString(encoder, part);
      else encoding.writeAny(encoder, part.any as never);
  });

const CLIENT = 666;
/** An info byte above 127 takes two bytes as a varUint, so these are joined by hand. */
const join = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

const NO_DELETIONS = [0];
const ANY_IN_ROOT = [8];
const ANY_BEHIND = [8 | 128];
const message = { any: messageBy(mallory, 'm9') };

/** So many Yjs clients, each of which reacts once. */
const reactions = (first: number, count: number, { user } = mallory): Uint8Array =>
  join(
    bytes(count),
    ...Array.from({ length: count }, (_, i) =>
      join(
        bytes(1, first + i, 0),
        [8 | 32],
        bytes(1, 'reactions', `m${first + i} ${user} x`, 1, { any: true }),
      ),
    ),
    NO_DELETIONS,
  );

/** One client, one struct, no deletions. */
const oneStruct = (...struct: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  join(bytes(1, 1, CLIENT, 0), ...struct, NO_DELETIONS);

const nested = (depth: number): unknown => (depth === 0 ? 'deep' : [nested(depth - 1)]);

describe('bytes that no client writes', () => {
  test('the frame of these tests is an update when it is filled honestly', () => {
    const verdict = says(conversation(), oneStruct(ANY_IN_ROOT, bytes(1, 'messages', 1, message)));
    expect(verdict).toMatchObject({ answer: 'admit', changes: { messages: [{ message: { id: 'm9' } }] } });
  });

  const cases: readonly [string, string, Uint8Array][] = [
    ['nothing at all', 'update-invalid', bytes()],
    ['trailing bytes', 'update-invalid', bytes(0, 0, 0)],
    ['30 million structs in 8 bytes', 'update-invalid', bytes(1, 30_000_000, 7, 0)],
    [
      '30 million values',
      'update-invalid',
      join(bytes(1, 1, CLIENT, 0), ANY_IN_ROOT, bytes(1, 'messages', 30_000_000)),
    ],
    ['a struct without content', 'update-invalid', oneStruct([0], bytes(30_000_000))],
    ['a struct of no length', 'update-invalid', oneStruct(ANY_IN_ROOT, bytes(1, 'messages', 0))],
    ['a skip of no length', 'update-invalid', oneStruct([10], bytes(0))],
    ['a skip with bits that mean nothing', 'content-invalid', oneStruct([10 | 32], bytes(3))],
    [
      'clocks beyond counting',
      'update-invalid',
      join(bytes(1, 1, CLIENT, Number.MAX_SAFE_INTEGER), [10], bytes(5), NO_DELETIONS),
    ],
    ['content of an unknown kind', 'content-invalid', oneStruct([31], bytes(1, 'messages', 1, message))],
    ['a subdocument', 'content-invalid', oneStruct([9], bytes(1, 'messages', 'guid', { any: {} }))],
    ['a parent that is an element', 'content-invalid', oneStruct(ANY_IN_ROOT, bytes(0, 101, 0, 1, message))],
    [
      'one client in two sections',
      'update-invalid',
      join(
        bytes(2),
        bytes(1, CLIENT, 0),
        ANY_IN_ROOT,
        bytes(1, 'messages', 1, message),
        bytes(1, CLIENT, 1),
        ANY_IN_ROOT,
        bytes(1, 'messages', 1, message),
        NO_DELETIONS,
      ),
    ],
    ['one client in two sections of deletions', 'update-invalid', bytes(0, 2, 101, 1, 0, 1, 101, 1, 0, 1)],
    ['a deletion of nothing', 'update-invalid', bytes(0, 1, 101, 1, 0, 0)],
    ['an own origin that lies ahead', 'update-invalid', oneStruct(ANY_BEHIND, bytes(CLIENT, 5, 1, message))],
    ['itself as origin', 'update-invalid', oneStruct(ANY_BEHIND, bytes(CLIENT, 0, 1, message))],
    [
      'a known struct whose own origin lies ahead',
      'update-invalid',
      join(bytes(1, 1, 101, 0), ANY_BEHIND, bytes(101, 5, 1, message), NO_DELETIONS),
    ],
    [
      'an origin cycle',
      'update-invalid',
      join(
        bytes(2),
        bytes(1, CLIENT, 0),
        ANY_BEHIND,
        bytes(CLIENT + 1, 0, 1, message),
        bytes(1, CLIENT + 1, 0),
        ANY_BEHIND,
        bytes(CLIENT, 0, 1, message),
        NO_DELETIONS,
      ),
    ],
    [
      'two values under one key',
      'content-invalid',
      oneStruct(
        [8 | 32],
        bytes(1, 'cursors', mallory.device, 2, ...Array(2).fill({ any: { user: 'mallory', seq: 0 } })),
      ),
    ],
    [
      'a value without key in a map',
      'content-invalid',
      oneStruct(ANY_IN_ROOT, bytes(1, 'cursors', 1, { any: 1 })),
    ],
    [
      'no value at all',
      'content-invalid',
      oneStruct(ANY_IN_ROOT, bytes(1, 'messages', 1, { any: undefined })),
    ],
    [
      'a number that is none',
      'content-invalid',
      oneStruct(ANY_IN_ROOT, bytes(1, 'messages', 1, { any: Number.NaN })),
    ],
    ['a big integer', 'content-invalid', oneStruct(ANY_IN_ROOT, bytes(1, 'messages', 1, { any: 1n }))],
    [
      'JSON nested too deeply',
      'content-invalid',
      oneStruct(ANY_IN_ROOT, bytes(1, 'messages', 1, { any: nested(JSON_DEPTH + 1) })),
    ],
    [
      'JSON nested a hundred thousand deep',
      'content-invalid',
      oneStruct(ANY_IN_ROOT, bytes(1, 'messages', 1), new Uint8Array(200_000).fill(117)),
    ],
    [
      'an object that brings a prototype',
      'content-invalid',
      oneStruct(ANY_IN_ROOT, bytes(1, 'messages', 1), [118], bytes(1, '__proto__', message)),
    ],
    [
      'an object that Yjs takes for something else',
      'content-invalid',
      oneStruct(ANY_IN_ROOT, bytes(1, 'messages', 1), [118], bytes(1, 'constructor', message)),
    ],
    [
      'an object that says a thing twice',
      'content-invalid',
      oneStruct(
        ANY_IN_ROOT,
        bytes(1, 'messages', 1),
        [118],
        bytes(2, 'id', { any: 'a' }, 'id', { any: 'b' }),
      ),
    ],
    [
      'a text that is no UTF-8',
      'update-invalid',
      oneStruct(ANY_IN_ROOT, [1, 2, 0xff, 0xff, 1], bytes(message)),
    ],
    [
      'a deleted run beyond bounds',
      'too-large',
      oneStruct([1], bytes(1, 'messages', DELETED_RUN_LENGTH + 1)),
    ],
  ];
  test.each(cases)('%s: %s', (_, reason, update) => {
    expect(says(conversation(), update)).toMatchObject({ answer: 'refuse', reason });
  });

  test('the second format of Yjs', () => {
    const replica = new Replica(mallory, CLIENT);
    replica.segment.messages.push([messageBy(mallory, 'm9')]);
    expect(says(conversation(), Y.encodeStateAsUpdateV2(replica.doc)).answer).toBe('refuse');
  });

  test('a deletion of clocks without end is one of what is there, and asks for the rest', () => {
    const relay = conversation();
    const everything = bytes(0, 1, 101, 1, 0, Number.MAX_SAFE_INTEGER);
    expect(says(relay, everything)).toMatchObject({ answer: 'refuse', reason: 'deletion-foreign' });
    expect(says(relay, everything, alice)).toMatchObject({ answer: 'admit', missing: true });
  });

  test('a cursor deleted before it was set takes only the own away', () => {
    const dead = oneStruct([1 | 32], bytes(1, 'cursors', alice.device, 1));
    expect(says(conversation(), dead)).toMatchObject({ answer: 'refuse', reason: 'device-foreign' });
  });

  test('an element behind a foreign cursor is at that cursor', () => {
    const relay = conversation();
    const cursor = relay.segment.cursors._map.get(alice.device)!;
    const behind = oneStruct(
      ANY_BEHIND,
      bytes(cursor.id.client, cursor.id.clock, 1, { any: { user: mallory.user, seq: 0 } }),
    );
    expect(says(relay, behind)).toMatchObject({ answer: 'refuse', reason: 'device-foreign' });
  });

  test('a lie about what is known is not even looked at', () => {
    const relay = conversation();
    const lie = join(
      bytes(1, 1, 101, 0),
      ANY_IN_ROOT,
      bytes(1, 'messages', 1, { any: 'a lie' }),
      NO_DELETIONS,
    );
    expect(says(relay, lie)).toEqual({ answer: 'nothing' });
  });

  test('more Yjs clients than a document takes', () => {
    const clients = Array.from({ length: DOCUMENT_WRITERS + 1 }, (_, i) =>
      join(bytes(1, 1_000 + i, 0), [1], bytes(1, 'messages', 1)),
    );
    const update = join(bytes(clients.length), ...clients, NO_DELETIONS);
    expect(says(conversation(), update)).toMatchObject({ answer: 'refuse', reason: 'too-many' });
  });

  test('more Yjs clients than one person may bring, so that none is left for others', () => {
    const relay = conversation();
    expect(relay.receive(reactions(1_000, DOCUMENT_WRITERS_PER_PERSON), mallory)).toMatchObject({
      answer: 'admit',
    });
    expect(says(relay, reactions(9_000, 1))).toMatchObject({ answer: 'refuse', reason: 'too-many' });
    const tab = new Replica(alice, 10_000, relay.doc);
    const update = tab.update(({ messages }) => messages.push([messageBy(alice, 'm4')]));
    expect(relay.receive(update, alice)).toMatchObject({ answer: 'admit' });
  });

  test('as many Yjs clients as a document takes, and one more', () => {
    const relay = conversation();
    const people = ['mallory', 'trudy', 'oscar'].map((name) => writerOf(name));
    let left = DOCUMENT_WRITERS - relay.doc.store.clients.size;
    for (const [index, person] of people.entries()) {
      // The relay's own client, which notes whose they are, is one of them.
      const count = Math.min(left - 1, DOCUMENT_WRITERS_PER_PERSON);
      const brought = reactions(10_000 * (index + 1), count, person);
      expect(relay.receive(brought, person)).toMatchObject({ answer: 'admit' });
      left = DOCUMENT_WRITERS - relay.doc.store.clients.size;
    }
    const bob = writerOf('bob');
    const most = reactions(90_000, left, bob);
    expect(says(relay, reactions(90_000, left + 1, bob), bob)).toMatchObject({ reason: 'too-many' });
    expect(relay.receive(most, bob)).toMatchObject({ answer: 'admit' });
    expect(relay.doc.store.clients.size).toBe(DOCUMENT_WRITERS);
    expect(says(relay, reactions(99_999, 1, bob), bob)).toMatchObject({ reason: 'too-many' });
  });
});

/** Applying what was admitted must do what the verdict says, and touch nothing of anybody else. */
const expectHarmless = (relay: SegmentRelay, update: Uint8Array, writer: Writer) => {
  const verdict = says(relay, update, writer);
  if (verdict.answer !== 'admit') return;
  const scratch = new Y.Doc();
  Y.applyUpdate(scratch, bytesOf(relay.doc));
  Y.applyUpdate(scratch, verdict.update);
  expect(scratch.store.pendingStructs).toBeNull();
  expect(scratch.store.pendingDs).toBeNull();
  const after = segmentOf(scratch);
  const others = (segment: typeof after) => ({
    messages: segment.messages.toArray().filter(({ author }) => author !== writer.user),
    amendments: segment.amendments.toArray().filter(({ author }) => author !== writer.user),
    cursors: [...segment.cursors.entries()].filter(([, { user }]) => user !== writer.user),
    stamps: segment.stamps.toJSON(),
    writers: segment.writers.toJSON(),
    meta: segment.meta.toJSON(),
  });
  expect(others(after)).toEqual(others(relay.segment));
};

describe('random damage', { timeout: 60_000 }, () => {
  const honest = (): { relay: SegmentRelay; update: Uint8Array } => {
    const relay = conversation();
    const replica = new Replica(mallory, CLIENT, relay.doc);
    const update = replica.update(({ messages, cursors, reactions, amendments }) => {
      messages.push([messageBy(mallory, 'm9')]);
      cursors.set(mallory.device, { user: mallory.user, seq: 1 });
      cursors.set(mallory.device, { user: mallory.user, seq: 2 });
      reactions.set('m1 mallory 👍', true);
      amendments.push([{ ...messageBy(mallory, 'a1'), message: messageId('m9'), at: 1 } as never]);
      amendments.delete(0);
      messages.push([messageBy(mallory, 'm10')]);
    });
    return { relay, update };
  };

  test('an honest update, whole, is admitted; cut short or prolonged, never', () => {
    const { relay, update } = honest();
    expect(says(relay, update)).toMatchObject({ answer: 'admit' });
    for (let length = 0; length < update.length; length++)
      expect(says(relay, update.slice(0, length))).toMatchObject({ answer: 'refuse' });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (more) => {
        expect(says(relay, join(update, more))).toMatchObject({ answer: 'refuse' });
      }),
    );
  });

  test('with bytes changed it harms nobody', () => {
    const { relay, update } = honest();
    const change = fc.record({ at: fc.nat({ max: update.length - 1 }), to: fc.nat({ max: 255 }) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const damaged = update.slice();
        for (const { at, to } of changes) damaged[at] = to;
        expectHarmless(relay, damaged, mallory);
      }),
      { numRuns: 1_000 },
    );
  });

  test('everything the relay has, with bytes changed, harms nobody', () => {
    const { relay } = honest();
    const whole = bytesOf(relay.doc);
    const change = fc.record({ at: fc.nat({ max: whole.length - 1 }), to: fc.nat({ max: 255 }) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const damaged = whole.slice();
        for (const { at, to } of changes) damaged[at] = to;
        expectHarmless(relay, damaged, mallory);
      }),
      { numRuns: 1_000 },
    );
  });

  test('random bytes are never admitted', () => {
    const relay = conversation();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (random) => {
        expect(says(relay, random).answer).not.toBe('admit');
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the cost of judging', { timeout: 60_000 }, () => {
  /** Milliseconds. Generous, as the machine may be busy: without the bounds these take minutes. */
  const UNBOUNDED = 15_000;

  /** Milliseconds, the best of some: what the machine does besides is not our cost. */
  const cost = (run: () => void): number => {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      run();
      best = Math.min(best, performance.now() - start);
    }
    return best;
  };

  const overwritten = (times: number) => {
    const relay = conversation();
    // Two tabs in turn, so that the chain of what was overwritten does not merge into one element.
    const tabs = [CLIENT, CLIENT + 1].map((client) => new Replica(mallory, client, relay.doc));
    relay.segment.writers.set(String(CLIENT), mallory.user);
    relay.segment.writers.set(String(CLIENT + 1), mallory.user);
    const [first, second] = tabs as [Replica, Replica];
    for (let i = 0; i < times; i++) {
      const [from, to] = i % 2 ? [second, first] : [first, second];
      const update = from.update(({ cursors }) =>
        cursors.set(mallory.device, { user: mallory.user, seq: i % 2 }),
      );
      Y.applyUpdate(to.doc, update);
      Y.applyUpdate(relay.doc, update);
    }
    return {
      relay,
      next: first.update(({ cursors }) => cursors.set(mallory.device, { user: mallory.user, seq: 2 })),
    };
  };

  test('does not grow with the history of a key', () => {
    const short = overwritten(10);
    const long = overwritten(5_000);
    expect(says(long.relay, long.next)).toMatchObject({ answer: 'admit' });
    const judge = ({ relay, next }: typeof short) => {
      for (let i = 0; i < 500; i++) relay.judge(next, mallory);
    };
    expect(cost(() => judge(long))).toBeLessThan(10 * cost(() => judge(short)) + 5);
  });

  /** A key that two tabs overwrote in turn, so that nothing of the chain merges, and the next value of it. */
  const chained = (times: number) => {
    const relay = conversation();
    const turns = times / 2;
    const run = (client: number, other: number, behind: (turn: number) => number): Uint8Array =>
      join(
        bytes(turns, client, 0),
        Array.from({ length: turns }, (_, turn) =>
          behind(turn) < 0
            ? [1 | 32, ...bytes(1, 'cursors', mallory.device, 1)]
            : [1 | 128, ...bytes(other, behind(turn), 1)],
        ).flat(),
      );
    const history = join(
      [2],
      run(CLIENT, CLIENT + 1, (turn) => turn - 1),
      run(CLIENT + 1, CLIENT, (turn) => turn),
      NO_DELETIONS,
    );
    Y.applyUpdate(relay.doc, history);
    expect(relay.doc.store.pendingStructs).toBeNull();
    relay.segment.writers.set(String(CLIENT), mallory.user);
    relay.segment.writers.set(String(CLIENT + 1), mallory.user);
    const value = { any: { user: 'mallory', seq: 0 } };
    const next = join(
      bytes(1, 1, CLIENT, turns),
      ANY_BEHIND,
      bytes(CLIENT + 1, turns - 1, 1, value),
      NO_DELETIONS,
    );
    return { relay, next };
  };

  /** How many structs of the document are looked at to judge the update. */
  const lookedAt = ({ relay, next }: ReturnType<typeof chained>): number => {
    let count = 0;
    const { clients } = relay.doc.store;
    for (const [client, structs] of clients) {
      const counting = new Proxy(structs, {
        get: (target, key) => {
          if (typeof key === 'string' && /^\d+$/.test(key)) count += 1;
          return Reflect.get(target, key) as unknown;
        },
      });
      clients.set(client, counting);
    }
    expect(relay.judge(next, mallory)).toMatchObject({ answer: 'admit', changes: { cursors: [{ seq: 0 }] } });
    return count;
  };

  test('is that of a few structs, however long the chain of what was overwritten is', () => {
    const [short, long] = [lookedAt(chained(10)), lookedAt(chained(100_000))];
    // A binary search in a list ten thousand times as long takes fourteen looks more.
    const searches = 4;
    expect(long - short).toBeLessThanOrEqual(searches * Math.ceil(Math.log2(10_000)));
    expect(long).toBeLessThan(100);
  });

  test('stays small for a whole frame of overlapping deletions', () => {
    const relay = new SegmentRelay();
    const replica = new Replica(alice, 101, relay.doc);
    for (let i = 0; i < 2_000; i++) {
      replica.segment.messages.push([messageBy(alice, `m${i}`)]);
      replica.segment.reactions.set('m1 alice a', true);
      replica.segment.reactions.delete('m1 alice a');
    }
    relay.receive(bytesOf(replica.doc), alice);
    const count = Math.floor(FRAME_BYTES / 6);
    const ranges = Array.from({ length: count }, (_, i) => bytes(i % 50, 6_000 - (i % 50)));
    const update = join(
      bytes(0, 1, 101, count),
      ranges.flatMap((range) => [...range]),
    );
    const start = performance.now();
    expect(says(relay, update, alice)).toMatchObject({ answer: 'admit' });
    expect(performance.now() - start).toBeLessThan(UNBOUNDED);
  });

  /** Elements of one client, each behind another one of a long run: `order` says which. */
  const behindEach = (count: number, order: (i: number) => number): Uint8Array => {
    const behind = Array.from({ length: count }, (_, i) => [1 | 128, ...bytes(CLIENT, order(i), 1)]);
    return join(
      bytes(2, 1, CLIENT, 0),
      [1],
      bytes(1, 'messages', count),
      bytes(count, CLIENT + 1, 0),
      behind.flat(),
      NO_DELETIONS,
    );
  };

  test('includes applying: elements behind each one of a run, which would keep Yjs walking, are refused', () => {
    const relay = new SegmentRelay();
    for (const order of [(i: number) => i, (i: number) => 2_999 - i, () => 7, () => 2_999])
      expect(says(relay, behindEach(3_000, order))).toMatchObject({ answer: 'refuse', reason: 'too-many' });
    expect(
      says(
        relay,
        behindEach(200, (i) => 199 - i),
      ),
    ).toMatchObject({ answer: 'admit' });
  });

  test('includes applying: nor may they stand behind what is there already, or first of all', () => {
    const relay = new SegmentRelay();
    const run = join(bytes(1, 1, CLIENT, 0), [1], bytes(1, 'messages', 3_000), NO_DELETIONS);
    expect(relay.receive(run, mallory)).toMatchObject({ answer: 'admit' });
    const behind = Array.from({ length: 3_000 }, (_, i) => [1 | 128, ...bytes(CLIENT, i, 1)]);
    const first = Array.from({ length: 3_000 }, () => [1, ...bytes(1, 'messages', 1)]);
    for (const items of [behind, first])
      expect(
        says(relay, join(bytes(1, items.length, CLIENT + 1, 0), items.flat(), NO_DELETIONS)),
      ).toMatchObject({ answer: 'refuse', reason: 'too-many' });
  });

  test('includes applying: nor behind each turn of two tabs, or beside the value of each key', () => {
    const relay = new SegmentRelay();
    const tabs = [CLIENT, CLIENT + 1].map((client) => new Replica(mallory, client, relay.doc)) as [
      Replica,
      Replica,
    ];
    for (let i = 0; i < 600; i++) {
      const [from, to] = i % 2 ? tabs : tabs.toReversed();
      const update = from!.update(({ messages, reactions }) => {
        messages.push([messageBy(mallory, `m${i}`)]);
        reactions.set(`m${i} mallory a`, true);
      });
      Y.applyUpdate(to!.doc, update);
      relay.receive(update, mallory);
    }
    const turns = [CLIENT, CLIENT + 1].flatMap((client) =>
      Array.from({ length: 300 }, (_, i) => [1 | 128, ...bytes(client, 2 * i, 1)]),
    );
    const beside = Array.from({ length: 600 }, (_, i) => [
      1 | 32,
      ...bytes(1, 'reactions', `m${i} mallory a`, 1),
    ]);
    for (const items of [turns, beside])
      expect(
        says(relay, join(bytes(1, items.length, CLIENT + 2, 0), items.flat(), NO_DELETIONS)),
      ).toMatchObject({ answer: 'refuse', reason: 'too-many' });
  });

  test('includes applying: many tabs that were all away are no such thing', () => {
    const relay = conversation();
    const tabs = Array.from({ length: 20 }, (_, i) => new Replica(mallory, CLIENT + i, relay.doc));
    for (const { segment, writer } of tabs)
      for (let i = 0; i < 100; i++) {
        segment.messages.push([messageBy(writer, `${segment.doc.clientID}-${i}`)]);
        segment.cursors.set(writer.device, { user: writer.user, seq: i % 3 });
      }
    const update = Y.mergeUpdates(tabs.map(({ doc }) => bytesOf(doc)));
    expect(says(relay, update)).toMatchObject({ answer: 'admit', missing: false });
  });

  test('stays small for lanes that all wait for each other in the worst order', () => {
    const lanes = 20_000;
    // Each stands behind the next, so that the first can be taken only after all others.
    const sections = Array.from({ length: lanes }, (_, i) =>
      i === lanes - 1
        ? join(bytes(1, 1_000 + i, 0), [1], bytes(1, 'messages', 1))
        : join(bytes(1, 1_000 + i, 0), [1 | 128], bytes(1_001 + i, 0, 1)),
    );
    const update = join(
      bytes(lanes),
      sections.flatMap((section) => [...section]),
      NO_DELETIONS,
    );
    const start = performance.now();
    expect(says(new SegmentRelay(), update)).toMatchObject({ answer: 'refuse', reason: 'too-many' });
    expect(performance.now() - start).toBeLessThan(UNBOUNDED);
  });
});
