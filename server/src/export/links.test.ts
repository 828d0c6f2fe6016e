import { expect, test } from 'vitest';
import { html } from './html.ts';
import { withLinks } from './links.ts';

const pageOf = (text: string): string => html`${withLinks(text)}`.text;

test('web addresses can be followed, and the end of the sentence does not belong to them', () => {
  expect(pageOf('See https://example.org/a?b=c&d, or (http://example.org).')).toBe(
    'See <a href="https://example.org/a?b=c&amp;d" rel="noreferrer">https://example.org/a?b=c&amp;d</a>, ' +
      'or (<a href="http://example.org" rel="noreferrer">http://example.org</a>).',
  );
});

test('nothing that somebody writes becomes part of the page', () => {
  for (const text of [
    'https://example.org/"onclick="alert(1)',
    'javascript:alert(1)',
    '<a href="https://example.org">',
    "https://example.org/'><script>",
  ]) {
    const page = pageOf(text);
    expect(page.replaceAll(/<a href="https:\/\/[^"<>]*" rel="noreferrer">|<\/a>/g, '')).not.toMatch(/[<>"']/);
  }
});
