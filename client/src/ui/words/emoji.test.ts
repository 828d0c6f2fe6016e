import { expect, it } from 'vitest';
import { isEmojiOnly } from './emoji.ts';

it.each(['🎉', '❤️ 👍🏽', '👨‍👩‍👧‍👦', '🇩🇪🧶🧵'])('%s stands alone', (text) => {
  expect(isEmojiOnly(text)).toBe(true);
});

it.each(['', '  ', 'ok 👍', '123', '#', '👍👍👍👍'])('"%s" does not', (text) => {
  expect(isEmojiOnly(text)).toBe(false);
});
