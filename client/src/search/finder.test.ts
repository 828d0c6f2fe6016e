import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import { FOUND_SHOWN } from '@skein/shared/limits';
import { describe, expect, it } from 'vitest';
import { cell, createListeners } from '../sync/live.ts';
import { Finder } from './finder.ts';
import type { FoundMessage, FoundMessages, MessageQuery } from './port.ts';

const said = (id: string, at: number, text = 'tea'): FoundMessage => ({
  id: id as MessageId,
  room: 'tea' as RoomId,
  author: 'alice' as UserId,
  at,
  text,
});
const found = (...messages: readonly FoundMessage[]): FoundMessages => ({ found: messages, more: false });

interface Asked {
  readonly query: MessageQuery;
  readonly limit: number;
  readonly signal?: AbortSignal;
  readonly tells: (answer: FoundMessages) => Promise<void>;
  readonly fails: (error: unknown) => Promise<void>;
}

/** A device and a relay that answer when the test says so, and a clock that goes when it says so. */
const setUp = () => {
  const device: Asked[] = [];
  const relay: Asked[] = [];
  const isConnected = cell(true);
  const waiting = new Set<() => void>();
  const settled = () => new Promise<void>((resolve) => setTimeout(resolve));
  const asked = (
    list: Asked[],
    query: MessageQuery,
    limit: number,
    signal?: AbortSignal,
  ): Promise<FoundMessages> =>
    new Promise((resolve, reject) => {
      list.push({
        query,
        limit,
        ...(signal ? { signal } : {}),
        tells: async (answer) => {
          resolve(answer);
          await settled();
        },
        fails: async (error) => {
          reject(error as Error);
          await settled();
        },
      });
    });
  const changed = createListeners();
  const finder = new Finder({
    isConnected,
    changed,
    clock: {
      now: () => 0,
      after: (_, call) => {
        waiting.add(call);
        return () => waiting.delete(call);
      },
    },
    find: (query, limit) => asked(device, query, limit),
    ask: (query, limit, signal) => asked(relay, query, limit, signal),
    isOpen: (room) => room === 'tea',
  });
  return {
    finder,
    device,
    relay,
    isConnected,
    changes: () => changed.notify(),
    pauses: () => {
      for (const call of Array.from(waiting)) {
        waiting.delete(call);
        call();
      }
    },
    shown: () => finder.finding.get().found.map(({ id, isHere }) => id + (isHere ? '' : '*')),
  };
};

describe('somebody who types', () => {
  it('sees what the device has at once, and what the relay adds when they pause', async () => {
    const { finder, device, relay, pauses, shown } = setUp();
    finder.look({ text: 'tea' });
    await device[0]?.tells(found(said('a', 1)));
    expect(shown()).toEqual(['a']);
    expect(relay).toEqual([]);
    pauses();
    expect(finder.finding.get().relay).toBe('asked');
    await relay[0]?.tells(found(said('b', 2), said('a', 1)));
    expect(shown()).toEqual(['b*', 'a']);
    expect(finder.finding.get().relay).toBe('told');
  });

  it('never sees the answer to what they do not look for any more', async () => {
    const { finder, device, relay, pauses, shown } = setUp();
    finder.look({ text: 't' });
    pauses();
    finder.look({ text: 'te' });
    expect(relay[0]?.signal?.aborted).toBe(true);
    await device[1]?.tells(found(said('b', 2)));
    await device[0]?.tells(found(said('a', 1)));
    await relay[0]?.tells(found(said('z', 9)));
    expect(shown()).toEqual(['b']);
  });

  it('keeps in sight what still fits', async () => {
    const { finder, device, relay, pauses, shown } = setUp();
    finder.look({ text: 'te' });
    await device[0]?.tells(found());
    pauses();
    await relay[0]?.tells(found(said('a', 2, 'tea'), said('b', 1, 'ten')));
    finder.look({ text: 'tea' });
    expect(shown()).toEqual(['a*', 'b*']);
    await device[1]?.tells(found());
    expect(shown()).toEqual(['a*']);
  });

  it('sees nothing when there is nothing to look for', async () => {
    const { finder, device, pauses, shown } = setUp();
    finder.look({ text: 'tea' });
    await device[0]?.tells(found(said('a', 1)));
    finder.look({ text: ' ' });
    pauses();
    expect(shown()).toEqual([]);
    expect(finder.finding.get().query).toBeUndefined();
  });
});

describe('what changes meanwhile', () => {
  it('is looked at again, once however often it changes', async () => {
    const { finder, device, changes, shown } = setUp();
    finder.look({ text: 'tea' });
    changes();
    changes();
    await device[0]?.tells(found(said('a', 1)));
    expect(device).toHaveLength(2);
    await device[1]?.tells(found(said('b', 2), said('a', 1)));
    expect(shown()).toEqual(['b', 'a']);
    changes();
    expect(device).toHaveLength(3);
  });

  it('takes with it what the relay still said of it', async () => {
    const { finder, device, relay, pauses, changes, shown } = setUp();
    finder.look({ text: 'tea' });
    await device[0]?.tells(found(said('b', 2)));
    pauses();
    await relay[0]?.tells(found(said('b', 2), said('a', 1)));
    changes();
    await device[1]?.tells(found());
    expect(shown()).toEqual(['a*']);
  });

  it('makes what only the relay had a message of this device', async () => {
    const { finder, device, relay, pauses, changes, shown } = setUp();
    finder.look({ text: 'tea' });
    await device[0]?.tells(found());
    pauses();
    await relay[0]?.tells(found(said('a', 1)));
    changes();
    await device[1]?.tells(found(said('a', 1)));
    expect(shown()).toEqual(['a']);
  });
});

describe('the relay', () => {
  it('is not asked without a connection, and at once when there is one again', async () => {
    const { finder, device, relay, isConnected, pauses, shown } = setUp();
    isConnected.set(false);
    finder.look({ text: 'tea' });
    pauses();
    await device[0]?.tells(found(said('a', 1)));
    expect(finder.finding.get().relay).toBe('away');
    expect(relay).toEqual([]);
    isConnected.set(true);
    await relay[0]?.tells(found(said('b', 2)));
    expect(shown()).toEqual(['b*', 'a']);
  });

  it('is not repeated about conversations that the person cannot open any more', async () => {
    const { finder, device, relay, pauses, shown } = setUp();
    finder.look({ text: 'tea' });
    await device[0]?.tells(found(said('a', 1)));
    pauses();
    await relay[0]?.tells({
      found: [{ ...said('z', 9), room: 'left' as RoomId }, said('a', 1)],
      more: false,
    });
    expect(shown()).toEqual(['a']);
  });

  it('may fail: what the device has stays, and why is said', async () => {
    const { finder, device, relay, pauses, shown } = setUp();
    finder.look({ text: 'tea' });
    await device[0]?.tells(found(said('a', 1)));
    pauses();
    const error = new Error('too fast');
    await relay[0]?.fails(error);
    expect(finder.finding.get()).toMatchObject({ relay: 'failed', error });
    expect(shown()).toEqual(['a']);
  });

  it('tells alone when the device cannot search', async () => {
    const { finder, device, relay, pauses, shown } = setUp();
    finder.look({ text: 'tea' });
    await device[0]?.fails(new Error('no index'));
    pauses();
    await relay[0]?.tells(found(said('b', 2)));
    expect(finder.finding.get().here).toBe('failed');
    expect(shown()).toEqual(['b*']);
  });

  it('tells page by page, also of what arrived in one moment', async () => {
    const { finder, device, relay, pauses, shown } = setUp();
    finder.look({ text: 'tea' });
    await device[0]?.tells(found());
    pauses();
    await relay[0]?.tells({ found: [said('c', 3), said('b', 2)], more: true });
    expect(device.map(({ limit }) => limit)).toEqual([FOUND_SHOWN]);
    finder.more();
    await device[1]?.tells(found());
    expect(device[1]?.limit).toBe(2 * FOUND_SHOWN);
    expect(relay[1]?.query.before).toBe(3);
    await relay[1]?.tells({ found: [said('b', 2)], more: true });
    expect(relay[2]?.query.before).toBe(2);
    await relay[2]?.tells(found(said('a', 1)));
    expect(shown()).toEqual(['c*', 'b*', 'a*']);
    expect(finder.finding.get().more).toBe(false);
  });
});
