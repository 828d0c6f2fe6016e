import { expect, it } from 'vitest';
import { badgeCount, counted, nameList, typingSentence } from './people.ts';

it('names people as a sentence does', () => {
  expect(nameList(['Ada'])).toBe('Ada');
  expect(nameList(['Ada', 'Bo'])).toBe('Ada and Bo');
  expect(nameList(['Ada', 'Bo', 'Cleo'])).toBe('Ada, Bo and Cleo');
  expect(nameList(['Ada', 'Bo', 'Cleo', 'Dan'])).toBe('Ada, Bo and 2 others');
});

it('says who is typing, and gives up counting at four', () => {
  expect(typingSentence([])).toBe('');
  expect(typingSentence(['Ada'])).toBe('Ada is typing');
  expect(typingSentence(['Ada', 'Bo', 'Cleo'])).toBe('Ada, Bo and Cleo are typing');
  expect(typingSentence(['Ada', 'Bo', 'Cleo', 'Dan'])).toBe('Several people are typing');
});

it('counts', () => {
  expect(counted(1, 'message')).toBe('1 message');
  expect(counted(3, 'message')).toBe('3 messages');
  expect(badgeCount(1_204)).toBe('999+');
});
