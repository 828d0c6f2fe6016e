import { expect, it } from 'vitest';
import { remembered } from './remembered.ts';

interface Row {
  readonly id: string;
  readonly text: string;
}

const stage = () => {
  const made: string[] = [];
  const drafts = new Map<string, string>();
  const rows = remembered<Row, string>(
    ({ id }) => id,
    (row) => [row, drafts.get(row.id)],
    ({ id, text }) => {
      made.push(id);
      return `${text}${drafts.get(id) ?? ''}`;
    },
  );
  return { made, drafts, rows };
};

const tea: Row = { id: 'tea', text: 'Earl Grey' };
const boats: Row = { id: 'boats', text: 'at six' };

it('makes only what is made of other parts than before', () => {
  const { made, drafts, rows } = stage();
  expect(rows([tea, boats])).toEqual(['Earl Grey', 'at six']);
  drafts.set('boats', '?');
  expect(rows([boats, tea])).toEqual(['at six?', 'Earl Grey']);
  expect(made).toEqual(['tea', 'boats', 'boats']);
});

it('lets go of what nobody asks for any more', () => {
  const { made, rows } = stage();
  rows([tea, boats]);
  rows([boats]);
  rows([tea, boats]);
  expect(made).toEqual(['tea', 'boats', 'tea']);
});
