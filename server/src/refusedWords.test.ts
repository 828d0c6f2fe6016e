import type { RoomId, UserId } from '@skein/shared/ids';
import { describe, expect, it } from 'vitest';
import { refuseWords } from './refusedWords.ts';

const judge = (words: readonly string[], text: string): string | undefined =>
  refuseWords(words)({ author: 'alice' as UserId, text }, 'room' as RoomId);

describe('refused words', () => {
  it('are found whatever their case and what stands around them', () => {
    expect(judge(['Rübe', 'two words'], 'So eine RÜBE!')).toBe('word-refused');
    expect(judge(['Rübe', 'two words'], 'these two\nwords')).toBe('word-refused');
    expect(judge(['a+b'], 'is a+b allowed?')).toBe('word-refused');
  });

  it('are not found inside of others', () => {
    expect(judge(['ass', 'übe'], 'class of Rüben')).toBeUndefined();
  });

  it('are none unless the operator names some', () => {
    expect(judge([], 'anything')).toBeUndefined();
  });
});
