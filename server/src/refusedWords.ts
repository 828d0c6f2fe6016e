import type { MessagePolicy } from './relay/ports.ts';

const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

const asPattern = (word: string): string =>
  plain(word)
    .replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
    .replaceAll(/\s+/g, String.raw`\s+`);

/** Whole words only, whatever their case: `ass` does not refuse "class". */
export const refuseWords = (words: readonly string[]): MessagePolicy => {
  if (words.length === 0) return () => undefined;
  const anyOf = words.map(asPattern).join('|');
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${anyOf})(?![\p{L}\p{N}])`, 'u');
  return ({ text }) => (pattern.test(plain(text)) ? 'word-refused' : undefined);
};
