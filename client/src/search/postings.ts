import { indexTerms, type QueryTerm } from '@skein/shared/search/terms';

/**
 * Which texts of a small collection have which terms. A few flat values instead of thousands of objects: this is stored
 * and read as it is, and a hundred thousand messages of it fit in memory.
 */
export interface Postings {
  /** All terms one after the other, ascending. */
  readonly terms: string;
  /** Where each term begins in `terms`, and the end of the last. */
  readonly termStarts: Uint32Array;
  /** Numbers of the texts that have a term, term by term. */
  readonly texts: Uint16Array;
  /** Where the texts of each term begin in `texts`, and the end of the last. */
  readonly textStarts: Uint32Array;
}

export const postingsOf = (texts: readonly string[]): Postings => {
  const byTerm = new Map<string, number[]>();
  for (const [number, text] of texts.entries())
    for (const term of indexTerms(text)) {
      const numbers = byTerm.get(term);
      if (numbers) numbers.push(number);
      else byTerm.set(term, [number]);
    }
  const terms = [...byTerm.keys()].sort();
  const termStarts = new Uint32Array(terms.length + 1);
  const textStarts = new Uint32Array(terms.length + 1);
  const numbers: number[] = [];
  for (const [index, term] of terms.entries()) {
    numbers.push(...(byTerm.get(term) ?? []));
    termStarts[index + 1] = (termStarts[index] ?? 0) + term.length;
    textStarts[index + 1] = numbers.length;
  }
  return { terms: terms.join(''), termStarts, texts: Uint16Array.from(numbers), textStarts };
};

const termAt = ({ terms, termStarts }: Postings, index: number): string =>
  terms.slice(termStarts[index], termStarts[index + 1]);

/** Index of the first term that is not before the given one. */
const lowerBound = (postings: Postings, term: string): number => {
  let low = 0;
  let high = postings.termStarts.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (termAt(postings, middle) < term) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Calls for every text that has a term which begins with the prefix or is the stem, for some of them twice. */
const eachText = (postings: Postings, { prefix, stem }: QueryTerm, call: (text: number) => void): void => {
  const count = postings.termStarts.length - 1;
  const callAll = (index: number): void => {
    const end = postings.textStarts[index + 1] ?? 0;
    for (let at = postings.textStarts[index] ?? 0; at < end; at++) call(postings.texts[at] ?? 0);
  };
  for (let index = lowerBound(postings, prefix); index < count; index++) {
    if (!termAt(postings, index).startsWith(prefix)) break;
    callAll(index);
  }
  if (stem === undefined) return;
  const index = lowerBound(postings, stem);
  if (index < count && termAt(postings, index) === stem) callAll(index);
};

/** Which texts have every one of the terms: tells of a number. */
export const havingAll = (
  postings: Postings,
  wanted: readonly QueryTerm[],
  count: number,
): ((text: number) => boolean) => {
  /** How many of the terms, beginning with the first, each text has. */
  const has = new Uint16Array(count);
  for (const [before, term] of wanted.entries())
    eachText(postings, term, (text) => {
      if (has[text] === before) has[text] = before + 1;
    });
  return (text) => has[text] === wanted.length;
};
