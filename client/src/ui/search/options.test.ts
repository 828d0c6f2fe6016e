import { describe, expect, it } from 'vitest';
import type { Person } from '@skein/shared/api/schemas';
import type { UserId } from '@skein/shared/ids';
import { conversation } from '../../../test/summaries.ts';
import { activeOption, countNames, namesFor, neighbour } from './options.ts';

const person = (id: string, name: string): [UserId, Person] => [id as UserId, { id, name, username: id }];
const people = new Map([person('me', 'Rope Ada'), person('zoe', 'Zoë Rope'), person('bo', 'Bo Rope')]);
const conversations = [
  conversation('z', 'Zoë Rope', people.get('zoe' as UserId)),
  ...Array.from({ length: 9 }, (_, index) => conversation(`g${index}`, `Rope ${index}`)),
];
const keys = (text: string, all = false) =>
  namesFor(text, conversations, people, 'me' as UserId, all).map(({ key }) => key);

describe('names', () => {
  it('are those of conversations, a few until all are wanted, and of people one does not talk to yet', () => {
    expect(keys('rope')).toEqual(['c z', 'c g0', 'c g1', 'c g2', 'c g3', 'all', 'p bo']);
    expect(keys('rope', true)).toHaveLength(11);
    expect(keys('rope 3')).toEqual(['c g3']);
    expect(keys(' ')).toEqual([]);
  });

  it('are counted whether they are shown or not', () => {
    expect(countNames(namesFor('rope', conversations, people, 'me' as UserId, false))).toBe(11);
    expect(countNames(namesFor('rope', conversations, people, 'me' as UserId, true))).toBe(11);
  });
});

it('Enter takes what somebody walked to, else the first', () => {
  const options = namesFor('rope', conversations, people, 'me' as UserId, false);
  expect(activeOption(options, undefined)?.key).toBe('c z');
  expect(activeOption(options, 'c g1')?.key).toBe('c g1');
  expect(activeOption(options, 'gone')?.key).toBe('c z');
  expect(neighbour(options, undefined, 1)?.key).toBe('c g0');
  expect(neighbour(options, 'c z', -1)?.key).toBe('c z');
  expect(neighbour(options, 'p bo', 1)?.key).toBe('p bo');
  expect(neighbour([], undefined, 1)).toBeUndefined();
});
