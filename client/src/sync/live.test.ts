import { expect, it } from 'vitest';
import { cell, derived } from './live.ts';

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
