import type { RoomId, UserId } from '@skein/shared/ids';
import type { MessageQuery } from '../../app/model.ts';
import { type Period, parsePeriod } from './period.ts';

export type When = 'on' | 'before' | 'after';

/** What narrows a search; at most one of each kind. */
export interface Filters {
  readonly from?: UserId;
  readonly in?: RoomId;
  readonly date?: { readonly when: When; readonly period: Period };
  readonly has?: 'link' | 'file';
}

export type FilterKind = keyof Filters;

export const FILTER_KINDS: readonly FilterKind[] = ['from', 'in', 'date', 'has'];

export const hasFilters = (filters: Filters): boolean =>
  FILTER_KINDS.some((kind) => filters[kind] !== undefined);

export const withoutFilter = (filters: Filters, kind: FilterKind): Filters => {
  const { [kind]: _, ...rest } = filters;
  return rest;
};

export const queryOf = (text: string, { from, in: room, date, has }: Filters): MessageQuery => ({
  text: text.trim(),
  ...(from === undefined ? {} : { author: from }),
  ...(room === undefined ? {} : { room }),
  ...(date === undefined ? {} : timesOf(date)),
  ...(has === undefined ? {} : { has }),
});

/** "After" a day is from that day on, as people mean it when they write `after:2026`. */
const timesOf = ({ when, period }: NonNullable<Filters['date']>): Pick<MessageQuery, 'after' | 'before'> => {
  switch (when) {
    case 'on':
      return { after: period.from, before: period.to };
    case 'before':
      return { before: period.from };
    case 'after':
      return { after: period.from };
  }
};

/** A word like `from:bob` that is being written: the last one, as long as nothing follows it. */
export interface WrittenFilter {
  readonly kind: 'from' | 'in' | When | 'has';
  readonly value: string;
  /** The text without it. */
  readonly before: string;
}

const LAST_WORD = /(^|\s)(from|in|on|before|after|has):(\S*)$/i;

export const writtenFilter = (text: string): WrittenFilter | undefined => {
  const match = LAST_WORD.exec(text);
  if (match === null) return undefined;
  const [, space = '', kind = '', value = ''] = match;
  return {
    kind: kind.toLowerCase() as WrittenFilter['kind'],
    value: value.toLowerCase(),
    before: text.slice(0, match.index) + space,
  };
};

/** Takes up the words that say all they have to, once a space follows: `has:link `, `on:2026-03-01 `. */
export const takeUp = (
  text: string,
  filters: Filters,
  now: number,
): { readonly text: string; readonly filters: Filters } => {
  if (!text.endsWith(' ')) return { text, filters };
  const written = writtenFilter(text.trimEnd());
  const taken = written && filterOf(written, now);
  return taken ? { text: written.before, filters: { ...filters, ...taken } } : { text, filters };
};

/** What a written word comes to without asking whom or where it means. */
export const filterOf = ({ kind, value }: WrittenFilter, now: number): Filters | undefined => {
  if (kind === 'from' || kind === 'in') return undefined;
  if (kind === 'has') return value === 'link' || value === 'file' ? { has: value } : undefined;
  const period = parsePeriod(value, now);
  return period && { date: { when: kind, period } };
};
