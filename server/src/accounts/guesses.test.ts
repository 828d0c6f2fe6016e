import {
  SIGN_IN_FAILURES_ANYWHERE,
  SIGN_IN_FAILURES_PER_ADDRESS,
  SIGN_IN_FAILURES_PER_NAME,
  SIGN_IN_WINDOW_MS,
} from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import { expect, it } from 'vitest';
import { Guesses } from './guesses.ts';

const stage = () => {
  let now = 0;
  const guesses = new Guesses(() => now);
  const guess = (name: string, address: string, times = 1): void => {
    for (let time = 0; time < times; time++) guesses.take(name, address);
  };
  const isStopped = (name: string, address: string): boolean => {
    try {
      guesses.take(name, address)();
      return false;
    } catch (error) {
      expect(error).toBeInstanceOf(RefusedError);
      return true;
    }
  };
  return { guess, isStopped, passes: (milliseconds: number) => (now += milliseconds) };
};

it('closes a name to the network that guesses, and to nobody else', () => {
  const { guess, isStopped, passes } = stage();
  guess('alice', '2001:db8::1', SIGN_IN_FAILURES_PER_NAME);
  expect(isStopped('Alice', '2001:db8::2')).toBe(true);
  expect(isStopped('alice', '192.0.2.1')).toBe(false);
  expect(isStopped('bob', '2001:db8::1')).toBe(false);
  passes(SIGN_IN_WINDOW_MS);
  expect(isStopped('alice', '2001:db8::1')).toBe(false);
});

it('closes an address that guesses, whatever the names', () => {
  const { guess, isStopped } = stage();
  for (let name = 0; name < SIGN_IN_FAILURES_PER_ADDRESS; name++) guess(`name ${name}`, '192.0.2.1');
  expect(isStopped('alice', '192.0.2.1')).toBe(true);
  expect(isStopped('alice', '192.0.2.2')).toBe(false);
});

it('closes a name to everybody when many addresses guess it', () => {
  const { guess, isStopped } = stage();
  const addresses = SIGN_IN_FAILURES_ANYWHERE / SIGN_IN_FAILURES_PER_NAME;
  for (let address = 0; address < addresses - 1; address++)
    guess('alice', `192.0.2.${address}`, SIGN_IN_FAILURES_PER_NAME);
  guess('alice', '198.51.100.1', SIGN_IN_FAILURES_PER_NAME - 1);
  expect(isStopped('alice', '198.51.100.2')).toBe(false);
  guess('alice', '198.51.100.3');
  expect(isStopped('alice', '198.51.100.2')).toBe(true);
  expect(isStopped('bob', '198.51.100.2')).toBe(false);
});

it('does not count against a name what its address may not try any more', () => {
  const { guess, isStopped } = stage();
  guess('alice', '192.0.2.1', SIGN_IN_FAILURES_PER_NAME);
  for (let time = 0; time < SIGN_IN_FAILURES_ANYWHERE; time++)
    expect(isStopped('alice', '192.0.2.1')).toBe(true);
  expect(isStopped('alice', '192.0.2.2')).toBe(false);
});
