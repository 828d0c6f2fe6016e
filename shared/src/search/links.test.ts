import { expect, test } from 'vitest';
import { hasLink } from './links.ts';

test.each(['see https://example.org/a', 'HTTP://EXAMPLE.ORG', '(www.example.org)'])(
  '%s has a link',
  (text) => {
    expect(hasLink(text)).toBe(true);
  },
);

test.each(['no link here', 'http:// alone', 'www.', 'mail to a@example.org'])('%s has none', (text) => {
  expect(hasLink(text)).toBe(false);
});
