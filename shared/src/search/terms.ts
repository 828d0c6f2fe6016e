import { stemmer } from 'stemmer';

/**
 * How a text is cut for search, the same on devices and on the relay: a text is found by the beginning of any of its
 * words, by another form of an English word, and in scripts that put no space between words by any run of characters.
 */

/** Longer words are found by their beginning. */
const TERM_LENGTH = 40;

const WORDS = /[\p{L}\p{N}\p{M}]+/gu;
const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々〆]+|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々〆]+/gu;
const IS_SPACELESS =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々〆]/u;
const ENGLISH = /^[a-z]{3,}$/;
/** Latin, Greek and Cyrillic accents; the voice marks of kana are letters to their readers. */
const ACCENTS = /[\u0300-\u036f]/gu;

/** Whether it is written in a script that puts no space between words. */
export const isSpaceless = (run: string): boolean => IS_SPACELESS.test(run);

/** What a text is found by. The order says nothing; each term stands once. */
export const indexTerms = (text: string): readonly string[] => {
  const terms = new Set<string>();
  for (const run of runsOf(text)) {
    if (isSpaceless(run)) {
      for (const pair of pairsOf(run)) terms.add(pair);
    } else {
      terms.add(cut(run));
      if (ENGLISH.test(run)) terms.add(cut(stemmer(run)));
    }
  }
  return [...terms];
};

/** One thing that a found text must have: a term that begins with `prefix`, or one that equals `stem`. */
export interface QueryTerm {
  readonly prefix: string;
  readonly stem?: string;
}

/** A text matches when it has every one of these; a query without a letter or digit has none and matches nothing. */
export const queryTerms = (query: string): readonly QueryTerm[] => {
  const terms = new Map<string, QueryTerm>();
  for (const run of runsOf(query)) {
    if (isSpaceless(run)) {
      const pairs = pairsOf(run);
      // The last character alone is the beginning of a pair: only a query that is nothing else needs it.
      for (const prefix of pairs.length > 1 ? pairs.slice(0, -1) : pairs) terms.set(prefix, { prefix });
    } else {
      const prefix = cut(run);
      const stem = ENGLISH.test(run) ? cut(stemmer(run)) : prefix;
      terms.set(prefix, stem === prefix ? { prefix } : { prefix, stem });
    }
  }
  return [...terms.values()];
};

/** Words in the one spelling that is compared. */
const runsOf = (text: string): string[] => runsIn(plain(text)).map(({ run }) => run);

/** Words as they stand, cut where a script with spaces meets one without, and where they begin. */
export const runsIn = (text: string): { readonly run: string; readonly at: number }[] =>
  [...text.matchAll(WORDS)].flatMap(({ 0: word, index }) =>
    [...word.matchAll(SPACELESS)].map((match) => ({ run: match[0], at: index + match.index })),
  );

const plain = (text: string): string =>
  text.normalize('NFKD').replace(ACCENTS, '').normalize('NFC').toLowerCase();

/** Every two neighbours, and the last one alone. */
const pairsOf = (run: string): string[] => {
  const characters = [...run];
  return characters.map((character, index) => character + (characters[index + 1] ?? ''));
};

const cut = (word: string): string => [...word].slice(0, TERM_LENGTH).join('');
