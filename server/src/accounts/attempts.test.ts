import { COUNTED_KEYS } from '@skein/shared/limits';
import { expect, it } from 'vitest';
import { Attempts } from './attempts.ts';

it('lets each name try so often in a window, and good attempts not count', () => {
  let now = 0;
  const attempts = new Attempts(2, 1_000, () => now);
  attempts.take('alice');
  attempts.giveBack('alice');
  attempts.take('alice');
  attempts.take('alice');
  expect(() => attempts.take('alice')).toThrow(/That was a lot at once/);
  attempts.take('bob');
  now = 1_000;
  attempts.take('alice');
});

it('knows no bound when there is none', () => {
  const attempts = new Attempts(0, 1_000, () => 0);
  for (let time = 0; time < 1_000; time++) attempts.take('alice');
});

it('counts so many names at a time, and forgets the oldest', () => {
  const attempts = new Attempts(1, 1_000, () => 0);
  const others = COUNTED_KEYS - 1;
  attempts.take('alice');
  for (let name = 0; name < others; name++) attempts.take(`${name}`);
  expect(() => attempts.take('alice')).toThrow(/That was a lot at once/);
  attempts.take('one more');
  attempts.take('alice');
});
