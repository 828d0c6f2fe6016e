import { indexTerms, isSpaceless, type QueryTerm, queryTerms, runsIn } from '@skein/shared/search/terms';

/** Parts of a text; those that made it be found are marked. */
export interface TextPart {
  readonly text: string;
  readonly marked: boolean;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A preview begins this far before what was found, and is at most this long. */
const BEFORE_MATCH = 40;
const PREVIEW_CHARACTERS = 240;

/** One line of a text, from shortly before the first thing that made it be found. */
export const previewParts = (text: string, query: string): readonly TextPart[] => {
  const line = text.replace(/\s+/g, ' ').trim();
  const stretches = stretchesOf(line, queryTerms(query));
  const first = stretches[0]?.from ?? 0;
  const start = first <= BEFORE_MATCH ? 0 : wordStart(line, first - BEFORE_MATCH);
  const end = Math.min(line.length, start + PREVIEW_CHARACTERS);
  const parts: TextPart[] = start > 0 ? [{ text: '…', marked: false }] : [];
  let done = start;
  for (const { from, to } of stretches) {
    if (from < done || to > end) continue;
    if (from > done) parts.push({ text: line.slice(done, from), marked: false });
    parts.push({ text: line.slice(from, to), marked: true });
    done = to;
  }
  const rest = line.slice(done, end) + (end < line.length ? '…' : '');
  return rest === '' ? parts : [...parts, { text: rest, marked: false }];
};

/** The beginning of a word, and never the middle of a character. */
const wordStart = (line: string, near: number): number => {
  const space = line.indexOf(' ', near);
  if (space >= 0 && space - near < BEFORE_MATCH / 2) return space + 1;
  const unit = line.charCodeAt(near);
  return unit >= 0xdc00 && unit <= 0xdfff ? near - 1 : near;
};

const stretchesOf = (line: string, wanted: readonly QueryTerm[]): readonly Stretch[] => {
  if (wanted.length === 0) return [];
  const marked: Stretch[] = [];
  for (const { run, at } of runsIn(line)) {
    if (indexTerms(run).some((term) => isWanted(term, wanted)))
      marked.push(...(isSpaceless(run) ? pairsIn(run, at, wanted) : [{ from: at, to: at + run.length }]));
  }
  return joined(marked);
};

const isWanted = (term: string, wanted: readonly QueryTerm[]): boolean =>
  wanted.some(({ prefix, stem }) => term.startsWith(prefix) || term === stem);

/** Which characters of a run, as it is indexed by its neighbours. */
const pairsIn = (run: string, at: number, wanted: readonly QueryTerm[]): readonly Stretch[] => {
  const characters = [...run];
  const found: Stretch[] = [];
  let from = at;
  for (const [index, character] of characters.entries()) {
    const next = characters[index + 1] ?? '';
    const [pair = ''] = indexTerms(character + next);
    const prefix = wanted.find((term) => pair.startsWith(term.prefix))?.prefix;
    if (prefix !== undefined) {
      const length = [...prefix].length > 1 ? character.length + next.length : character.length;
      found.push({ from, to: from + length });
    }
    from += character.length;
  }
  return found;
};

const joined = (stretches: readonly Stretch[]): readonly Stretch[] => {
  const all: Stretch[] = [];
  for (const stretch of stretches) {
    const last = all.at(-1);
    if (last !== undefined && stretch.from <= last.to)
      all[all.length - 1] = { from: last.from, to: Math.max(last.to, stretch.to) };
    else all.push(stretch);
  }
  return all;
};
