import { expect, it } from 'vitest';
import type { Clock } from './environment.ts';
import { cell, derived, gathering } from './live.ts';

it('hands out the same reference until a source changed', () => {
  const source = cell(1);
  const list = derived(() => [source.get()], [source]);
  expect(list.get()).toBe(list.get());
  source.set(2);
  expect(list.get()).toEqual([2]);
});

it('misses nothing that arrives before its first subscriber', () => {
  const source = cell('before');
  const value = derived(() => source.get(), [source]);
  expect(value.get()).toBe('before');
  source.set('after');
  expect(value.get()).toBe('after');
});

it('tells a burst of changes once, and what comes to the same value never', async () => {
  const source = cell(1);
  const sign = derived(() => Math.sign(source.get()), [source]);
  sign.get();
  let told = 0;
  sign.subscribe(() => {
    told += 1;
  });
  source.set(2);
  await Promise.resolve();
  expect(told).toBe(0);
  source.set(-1);
  source.set(-2);
  await Promise.resolve();
  expect(told).toBe(1);
});

it('tells of a change although somebody asked in between', async () => {
  const source = cell(1);
  const value = derived(() => source.get(), [source]);
  const next = derived(() => value.get() + 1, [value]);
  expect(next.get()).toBe(2);
  source.set(2);
  expect(value.get()).toBe(2);
  await Promise.resolve();
  expect(next.get()).toBe(3);
});

it('leaves alone whoever unsubscribed while others were being told', () => {
  const source = cell(1);
  const heard: string[] = [];
  source.subscribe(() => {
    heard.push('first');
    stop();
  });
  const stop = source.subscribe(() => heard.push('second'));
  source.set(2);
  expect(heard).toEqual(['first']);
});

const handClock = () => {
  const timers: { at: number; call: () => void }[] = [];
  let now = 0;
  const clock: Clock = {
    now: () => now,
    after: (milliseconds, call) => {
      timers.push({ at: now + milliseconds, call });
      return () => undefined;
    },
  };
  const passes = (milliseconds: number): void => {
    now += milliseconds;
    for (const timer of timers.splice(0))
      if (timer.at <= now) timer.call();
      else timers.push(timer);
  };
  return { clock, passes };
};

/** What a list tells of: a count that changes often, and a choice that does not. */
const restless = () => {
  const { clock, passes } = handClock();
  const count = cell(0);
  const choice = cell('a');
  const both = derived(() => `${choice.get()}${count.get()}`, [choice], {
    sources: [count],
    soon: gathering(clock, 100),
  });
  const told: string[] = [];
  both.get();
  both.subscribe(() => told.push(both.get()));
  return { count, choice, both, told, passes };
};

it('tells the first of many changes at once, and the others together', async () => {
  const { count, both, told, passes } = restless();
  count.set(1);
  await Promise.resolve();
  expect(told).toEqual(['a1']);
  for (const next of [2, 3, 4]) {
    count.set(next);
    await Promise.resolve();
  }
  expect(told).toEqual(['a1']);
  expect(both.get()).toBe('a4');
  passes(100);
  expect(told).toEqual(['a1', 'a4']);
});

it('tells at once, with all that was gathered, of what does not change often', async () => {
  const { count, choice, told, passes } = restless();
  count.set(1);
  await Promise.resolve();
  count.set(2);
  choice.set('b');
  await Promise.resolve();
  expect(told).toEqual(['a1', 'b2']);
  passes(100);
  expect(told).toEqual(['a1', 'b2']);
});
