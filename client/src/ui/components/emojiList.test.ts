import { expect, it } from 'vitest';
import { REACTION_EMOJI_BYTES } from '@skein/shared/limits';
import { isEmojiOnly } from '../words/emoji.ts';
import { EMOJI_GROUPS, findEmoji, QUICK_EMOJI } from './emojiList.ts';

const all = EMOJI_GROUPS.flatMap(({ emoji }) => emoji);

it('holds each emoji once, with words, small enough for a reaction', () => {
  expect(new Set(all.map(([emoji]) => emoji)).size).toBe(all.length);
  for (const [emoji, words] of all) {
    expect(isEmojiOnly(emoji), emoji).toBe(true);
    expect(words).not.toBe('');
    expect(new TextEncoder().encode(emoji).length).toBeLessThanOrEqual(REACTION_EMOJI_BYTES);
  }
});

it('has the quick ones too', () => {
  for (const quick of QUICK_EMOJI) expect(all.map(([emoji]) => emoji)).toContain(quick);
});

it('finds by the beginning of every word', () => {
  const found = findEmoji('Sk').flatMap(({ emoji }) => emoji.map(([one]) => one));
  expect(found).toEqual(['💀', '🧶']);
  expect(findEmoji('no such thing')).toEqual([]);
  expect(findEmoji('  ')).toBe(EMOJI_GROUPS);
});
