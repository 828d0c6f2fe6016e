import { expect, it } from 'vitest';
import { NAME_LENGTH } from '@skein/shared/limits';
import { checkSignUp, fieldOfRefusal } from './fields.ts';

const good = { name: 'Ada', username: 'ada.l', email: 'ada@example.org', password: 'a long password' };

it('has nothing to say about what the relay would take', () => {
  expect(checkSignUp(good)).toEqual({});
});

it('says at each field what to do', () => {
  const errors = checkSignUp({ name: ' ', username: 'a b', email: 'ada', password: 'short' });
  expect(Object.keys(errors)).toEqual(['name', 'username', 'email', 'password']);
});

it('says how long a name may be', () => {
  expect(checkSignUp({ ...good, name: 'a'.repeat(NAME_LENGTH) })).toEqual({});
  expect(checkSignUp({ ...good, name: 'a'.repeat(NAME_LENGTH + 1) }).name).toContain(
    `${NAME_LENGTH} letters`,
  );
});

it('knows which field a refusal is about', () => {
  expect(fieldOfRefusal('username-taken')).toBe('username');
  expect(fieldOfRefusal('email-taken')).toBe('email');
  expect(fieldOfRefusal('too-fast')).toBeUndefined();
});
