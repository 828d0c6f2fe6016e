import type { RoomId } from '@skein/shared/ids';
import { FOUND_SHOWN } from '@skein/shared/limits';
import { describe, expect, it } from 'vitest';
import { said } from '../../test/found.ts';
import { until } from '../../test/stage.ts';
import { cell, createListeners } from '../sync/live.ts';
import { type Finding, Finder } from './finder.ts';
import type { FoundMessage, MessageQuery, RelayAnswer } from './port.ts';

const found = (...messages: readonly FoundMessage[]): RelayAnswer => ({ found: messages, more: false });

interface Question {
  readonly query: MessageQuery;
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
  readonly tells: (answer: RelayAnswer) => void;
  readonly fails: (error: Error) => void;
}

/** A device or a relay that answers when the test says so. */
const createSide = () => {
  const questions: Question[] = [];
  const { subscribe, notify } = createListeners();
  const ask = (query: MessageQuery, limit: number, signal?: AbortSignal): Promise<RelayAnswer> =>
    new Promise((resolve, reject) => {
      questions.push({ query, limit, signal, tells: resolve, fails: reject });
      notify();
    });
  return { questions, ask, asked: (count: number) => until({ subscribe }, () => questions.length === count) };
};

/** A clock that goes when the test says so. */
const setUp = () => {
  const device = createSide();
  const relay = createSide();
  const isConnected = cell(true);
  const waiting = new Set<() => void>();
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
    find: device.ask,
    ask: relay.ask,
    isOpen: (room) => room === 'tea',
  });
  const shown = (): string =>
    finder.finding
      .get()
      .found.map(({ id, isHere }) => id + (isHere ? '' : '*'))
      .join(' ');
  const everShown = new Set<string>();
  finder.finding.subscribe(() => everShown.add(shown()));
  return {
    finder,
    device: device.questions,
    relay: relay.questions,
    deviceIsAsked: device.asked,
    relayIsAsked: relay.asked,
    isConnected,
    changes: () => changed.notify(),
    pauses: () => {
      for (const call of Array.from(waiting)) {
        waiting.delete(call);
        call();
      }
    },
    /** Ids from newest to oldest; a star is what only the relay has. */
    shown,
    everShown,
    sees: (ids: string) => until(finder.finding, () => shown() === ids),
    knows: (side: 'here' | 'relay', what: Finding['relay']) =>
      until(finder.finding, () => finder.finding.get()[side] === what),
  };
};

describe('somebody who types', () => {
  it('sees what the device has at once, and what the relay adds when they pause', async () => {
    const { finder, device, relay, pauses, sees } = setUp();
    finder.look({ text: 'tea' });
    device[0]?.tells(found(said('a', 1)));
    await sees('a');
    expect(relay).toEqual([]);
    pauses();
    expect(finder.finding.get().relay).toBe('asked');
    relay[0]?.tells(found(said('b', 2), said('a', 1)));
    await sees('b* a');
    expect(finder.finding.get().relay).toBe('told');
  });

  it('is told when the relay cannot tell everything yet, also of older ones', async () => {
    const { finder, device, relay, pauses, sees } = setUp();
    finder.look({ text: 'tea' });
    device[0]?.tells(found());
    pauses();
    relay[0]?.tells({ ...found(said('b', 2)), more: true, isBuilding: true });
    await sees('b*');
    expect(finder.finding.get().relay).toBe('building');
    finder.more();
    relay[1]?.tells(found(said('a', 1)));
    await sees('b* a*');
    expect(finder.finding.get().relay).toBe('told');
  });

  it('never sees the answer to what they do not look for any more', async () => {
    const { finder, device, relay, pauses, sees, everShown } = setUp();
    finder.look({ text: 't' });
    pauses();
    finder.look({ text: 'te' });
    expect(relay[0]?.signal?.aborted).toBe(true);
    relay[0]?.tells(found(said('z', 9)));
    device[0]?.tells(found(said('a', 1)));
    device[1]?.tells(found(said('b', 2)));
    await sees('b');
    pauses();
    relay[1]?.tells(found(said('c', 3)));
    await sees('c* b');
    expect(everShown).toEqual(new Set(['', 'b', 'c* b']));
  });

  it('keeps in sight what still fits', async () => {
    const { finder, device, relay, pauses, shown, sees, knows } = setUp();
    finder.look({ text: 'te' });
    device[0]?.tells(found());
    await knows('here', 'told');
    pauses();
    relay[0]?.tells(found(said('a', 2, 'tea'), said('b', 1, 'ten')));
    await sees('a* b*');
    finder.look({ text: 'tea' });
    expect(shown()).toBe('a* b*');
    device[1]?.tells(found());
    await sees('a*');
  });

  it('sees nothing when there is nothing to look for', async () => {
    const { finder, device, pauses, shown, sees } = setUp();
    finder.look({ text: 'tea' });
    device[0]?.tells(found(said('a', 1)));
    await sees('a');
    finder.look({ text: ' ' });
    pauses();
    expect(shown()).toBe('');
    expect(finder.finding.get().query).toBeUndefined();
  });
});

describe('what changes meanwhile', () => {
  it('is looked at again, once however often it changes', async () => {
    const { finder, device, deviceIsAsked, changes, sees } = setUp();
    finder.look({ text: 'tea' });
    changes();
    changes();
    expect(device).toHaveLength(1);
    device[0]?.tells(found(said('a', 1)));
    await deviceIsAsked(2);
    device[1]?.tells(found(said('b', 2), said('a', 1)));
    await sees('b a');
    changes();
    await deviceIsAsked(3);
  });

  it('takes with it what the relay still said of it', async () => {
    const { finder, device, deviceIsAsked, relay, pauses, changes, sees } = setUp();
    finder.look({ text: 'tea' });
    device[0]?.tells(found(said('b', 2)));
    await sees('b');
    pauses();
    relay[0]?.tells(found(said('b', 2), said('a', 1)));
    await sees('b a*');
    changes();
    await deviceIsAsked(2);
    device[1]?.tells(found());
    await sees('a*');
  });

  it('makes what only the relay had a message of this device', async () => {
    const { finder, device, deviceIsAsked, relay, pauses, changes, sees, knows } = setUp();
    finder.look({ text: 'tea' });
    device[0]?.tells(found());
    await knows('here', 'told');
    pauses();
    relay[0]?.tells(found(said('a', 1)));
    await sees('a*');
    changes();
    await deviceIsAsked(2);
    device[1]?.tells(found(said('a', 1)));
    await sees('a');
  });
});

describe('the relay', () => {
  it('is not asked without a connection, and at once when there is one again', async () => {
    const { finder, device, relay, isConnected, pauses, sees } = setUp();
    isConnected.set(false);
    finder.look({ text: 'tea' });
    pauses();
    device[0]?.tells(found(said('a', 1)));
    await sees('a');
    expect(finder.finding.get().relay).toBe('away');
    expect(relay).toEqual([]);
    isConnected.set(true);
    relay[0]?.tells(found(said('b', 2)));
    await sees('b* a');
  });

  it('is not repeated about conversations that the person cannot open any more', async () => {
    const { finder, device, relay, pauses, everShown, knows } = setUp();
    finder.look({ text: 'tea' });
    device[0]?.tells(found(said('a', 1)));
    pauses();
    relay[0]?.tells(found({ ...said('z', 9), room: 'left' as RoomId }, said('a', 1)));
    await knows('relay', 'told');
    expect(everShown).toEqual(new Set(['', 'a']));
  });

  it('may fail: what the device has stays, and why is said', async () => {
    const { finder, device, relay, pauses, shown, sees, knows } = setUp();
    finder.look({ text: 'tea' });
    device[0]?.tells(found(said('a', 1)));
    await sees('a');
    pauses();
    const error = new Error('too fast');
    relay[0]?.fails(error);
    await knows('relay', 'failed');
    expect(finder.finding.get().error).toBe(error);
    expect(shown()).toBe('a');
  });

  it('tells alone when the device cannot search', async () => {
    const { finder, device, relay, pauses, sees, knows } = setUp();
    finder.look({ text: 'tea' });
    device[0]?.fails(new Error('no index'));
    await knows('here', 'failed');
    pauses();
    relay[0]?.tells(found(said('b', 2)));
    await sees('b*');
    expect(finder.finding.get().here).toBe('failed');
  });

  it('tells page by page, also of what arrived in one moment', async () => {
    const { finder, device, relay, relayIsAsked, pauses, sees, knows } = setUp();
    finder.look({ text: 'tea' });
    device[0]?.tells(found());
    await knows('here', 'told');
    pauses();
    relay[0]?.tells({ found: [said('c', 3), said('b', 2)], more: true });
    await sees('c* b*');
    expect(device.map(({ limit }) => limit)).toEqual([FOUND_SHOWN]);
    finder.more();
    device[1]?.tells(found());
    expect(device[1]?.limit).toBe(2 * FOUND_SHOWN);
    expect(relay[1]?.query.before).toBe(3);
    relay[1]?.tells({ found: [said('b', 2)], more: true });
    await relayIsAsked(3);
    expect(relay[2]?.query.before).toBe(2);
    relay[2]?.tells(found(said('a', 1)));
    await sees('c* b* a*');
    expect(finder.finding.get().more).toBe(false);
  });
});
