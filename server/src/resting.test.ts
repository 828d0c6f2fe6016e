import { REST_CHECK_MS } from '@skein/shared/limits';
import { expect, it } from 'vitest';
import { createRest, thisProcess } from './resting.ts';

const MEGABYTE = 2 ** 20;

const aProcess = () => {
  const now = { processorMs: 0, residentBytes: 100 * MEGABYTE, gaveBack: 0 };
  const check = createRest({
    processorMs: () => now.processorMs,
    residentBytes: () => now.residentBytes,
    giveBack: () => {
      now.gaveBack += 1;
      now.residentBytes = 60 * MEGABYTE;
    },
  });
  return { now, check };
};

it('gives memory back once it rests, and again only when it has grown', () => {
  const { now, check } = aProcess();
  now.processorMs += REST_CHECK_MS * 0.1;
  check();
  expect(now.gaveBack).toBe(1);
  check();
  now.residentBytes += 15 * MEGABYTE;
  check();
  expect(now.gaveBack).toBe(1);
  now.residentBytes += MEGABYTE;
  check();
  expect(now.gaveBack).toBe(2);
});

it('never while it works', () => {
  const { now, check } = aProcess();
  for (let time = 0; time < 3; time++) {
    now.processorMs += REST_CHECK_MS * 0.1 + 1;
    check();
  }
  expect(now.gaveBack).toBe(0);
});

it('really does', () => {
  let held: unknown[] | undefined = Array.from({ length: 2_000_000 }, (_, index) => ({ index }));
  expect(held.length).toBeGreaterThan(0);
  const ours = thisProcess();
  ours.giveBack();
  const before = process.memoryUsage().heapUsed;
  held = undefined;
  ours.giveBack();
  expect(process.memoryUsage().heapUsed).toBeLessThan(before - 32 * MEGABYTE);
});
