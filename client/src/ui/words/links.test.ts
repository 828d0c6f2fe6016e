import { expect, it } from 'vitest';
import { findLinks } from './links.ts';

const hrefs = (text: string): (string | undefined)[] => findLinks(text).flatMap(({ href }) => href ?? []);

it('leaves a text without links alone', () => {
  expect(findLinks('No link here.')).toEqual([{ text: 'No link here.' }]);
});

it('keeps everything that was written, in order', () => {
  const text = 'See https://example.org/a?b=c#d, and ask ada@example.org.';
  expect(
    findLinks(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text);
  expect(hrefs(text)).toEqual(['https://example.org/a?b=c#d', 'mailto:ada@example.org']);
});

it('gives punctuation back to the sentence and keeps brackets that the link opened', () => {
  expect(hrefs('(https://example.org/x).')).toEqual(['https://example.org/x']);
  expect(hrefs('https://en.example.org/wiki/Yarn_(thread)!')).toEqual([
    'https://en.example.org/wiki/Yarn_(thread)',
  ]);
});

it('completes what people leave out', () => {
  expect(hrefs('www.example.org/weave')).toEqual(['https://www.example.org/weave']);
});

it('never makes a link of anything that could run', () => {
  expect(hrefs('javascript:alert(1) data:text/html,x file:///etc/passwd vbscript:x')).toEqual([]);
});
