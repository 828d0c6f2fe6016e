import { describe, expect, test } from 'vitest';
import { indexTerms, queryTerms } from './terms.ts';

const finds = (query: string, text: string): boolean => {
  const terms = indexTerms(text);
  const wanted = queryTerms(query);
  return (
    wanted.length > 0 &&
    wanted.every(({ prefix, stem }) => terms.some((term) => term.startsWith(prefix) || term === stem))
  );
};

describe('a text is found', () => {
  test.each([
    ['by a word', 'kettle', 'Who has the kettle?'],
    ['by the beginning of a word', 'ket', 'Who has the kettle?'],
    ['by words in any order', 'kettle who', 'Who has the kettle?'],
    ['whatever the case', 'KETTLE', 'kettle'],
    ['with or without accents', 'cafe', 'Café Müller'],
    ['with accents in the query only', 'müller', 'Muller'],
    ['by another form of a word', 'running', 'we run at six'],
    ['by another form of a word, the other way', 'meeting', 'the meetings are over'],
    ['by digits', '2026', 'in 2026'],
    ['by the parts of an address', 'example', 'https://example.org/a'],
    ['by two characters of Chinese', '会议', '明天的会议取消了'],
    ['by one character', '会', '明天的会议取消了'],
    ['by the last character', '了', '明天的会议取消了'],
    ['by a run of kana', 'ありがとう', '本当にありがとうございます'],
    ['by Korean without its particle', '회의', '회의가 끝났다'],
    ['by Thai inside a sentence', 'ขอบคุณ', 'วันนี้ขอบคุณมาก'],
    ['by Latin letters beside Chinese', 'tcp', '用TCP连接'],
    ['by full-width letters', 'ＴＣＰ', 'tcp'],
  ])('%s', (_, query, text) => {
    expect(finds(query, text)).toBe(true);
  });
});

describe('a text is not found', () => {
  test.each([
    ['by the middle of a word', 'ettle', 'kettle'],
    ['when one word is missing', 'kettle tea', 'kettle'],
    ['by nothing', '  ', 'kettle'],
    ['by signs only', '?!', 'Who has the kettle?!'],
    ['by characters that stand apart', '会消', '明天的会议取消了'],
    ['with another voice mark', 'かき', 'がき'],
  ])('%s', (_, query, text) => {
    expect(finds(query, text)).toBe(false);
  });
});

test('a word of any length is found by its beginning', () => {
  expect(finds('a'.repeat(60), 'a'.repeat(100))).toBe(true);
  expect(indexTerms('a'.repeat(5_000))[0]).toHaveLength(40);
});
