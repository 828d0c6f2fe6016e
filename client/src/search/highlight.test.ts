import { expect, it, test } from 'vitest';
import { previewParts } from './highlight.ts';

const shown = (text: string, query: string): string =>
  previewParts(text, query)
    .map((part) => (part.marked ? `[${part.text}]` : part.text))
    .join('');

test.each([
  ['a word', 'kettle', 'Who has the kettle?', 'Who has the [kettle]?'],
  ['a word by its beginning', 'ket', 'Who has the Kettle?', 'Who has the [Kettle]?'],
  ['another form of a word', 'running', 'we run at six', 'we [run] at six'],
  ['whatever the accents', 'cafe', 'Das Café ist zu', 'Das [Café] ist zu'],
  ['each of the words', 'tea six', 'tea at six, tea at ten', '[tea] at [six], [tea] at ten'],
  ['characters of a script without spaces', '会议', '明天的会议取消了', '明天的[会议]取消了'],
  ['one such character', '会', '明天的会议取消了', '明天的[会]议取消了'],
  ['a longer run of them', 'ありがとう', '本当にありがとうございます', '本当に[ありがとう]ございます'],
  ['letters beside them', 'tcp', '用TCP连接', '用[TCP]连接'],
  ['one letter', 'a', 'a plan', '[a] plan'],
  ['lines as one', 'two', 'one\n\n two', 'one [two]'],
  ['nothing where nothing is asked', '', 'tea', 'tea'],
])('marks %s', (_, query, text, expected) => {
  expect(shown(text, query)).toBe(expected);
});

it('begins shortly before what was found in a long text', () => {
  const preview = shown(`${'word '.repeat(100)}kettle ${'word '.repeat(100)}`, 'kettle');
  expect(preview).toMatch(/^…word .*\[kettle\] .*…$/);
  expect(preview.indexOf('[')).toBeLessThan(60);
  expect(preview.length).toBeLessThan(260);
});

it('never cuts a character in two', () => {
  expect(shown(`${'🫖'.repeat(100)}kettle`, 'kettle')).not.toMatch(/…[\udc00-\udfff]/);
});
