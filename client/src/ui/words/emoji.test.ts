import { expect, test } from 'vitest';
import { isEmojiOnly } from './emoji.ts';

const KISS = '👩🏽‍❤️‍💋‍👨🏿';
const FAMILY = '👨‍👩‍👧‍👦';
const SCOTLAND = '🏴󠁧󠁢󠁳󠁣󠁴󠁿';

test.each([['👍'], ['👍🏽 👍'], ['❤️'], ['🇩🇪🇫🇷'], ['1️⃣'], [SCOTLAND], [FAMILY], [`${KISS}${KISS} ${KISS}`]])(
  '%s is nothing but emoji',
  (text) => expect(isEmojiOnly(text)).toBe(true),
);

test.each([[''], ['  '], ['12'], ['#'], ['👍 yes'], ['👍👍👍👍'], ['❤'], ['🇩'], ['1'.repeat(4_000)]])(
  '%s is a text like others',
  (text) => expect(isEmojiOnly(text)).toBe(false),
);
