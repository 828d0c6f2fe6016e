import { expect, it } from 'vitest';
import { withoutEmptyEnds } from './withoutEmptyEnds.ts';

it('sends nothing empty around a text, and all that is in it', () => {
  expect(withoutEmptyEnds('good\n')).toBe('good');
  expect(withoutEmptyEnds('\n \n  good\n\n  work \n ')).toBe('  good\n\n  work');
  expect(withoutEmptyEnds(' \n ')).toBe('');
});
