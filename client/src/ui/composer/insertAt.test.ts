import { expect, it } from 'vitest';
import { insertAt } from './insertAt.ts';

it('puts a text where the caret is, instead of what is selected, or at the end', () => {
  expect(insertAt('good work', '👍', 4)).toEqual({ text: 'good👍 work', caret: 6 });
  expect(insertAt('good work', '👍', 5, 9)).toEqual({ text: 'good 👍', caret: 7 });
  expect(insertAt('good', '👍')).toEqual({ text: 'good👍', caret: 6 });
});
