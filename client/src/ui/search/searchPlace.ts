import type { RoomId } from '@skein/shared/ids';
import { createContext, use } from 'react';
import type { Live } from '../../app/model.ts';
import { type Filters, hasFilters, takeUp } from './filters.ts';

/** What is in the search field. */
export interface Written {
  readonly text: string;
  readonly filters: Filters;
  /** The filters are shown though nothing is written yet. */
  readonly opened: boolean;
}

const EMPTY: Written = { text: '', filters: {}, opened: false };

/** Somebody searches: results stand where the conversations were. */
export const isSearching = ({ text, filters, opened }: Written): boolean =>
  opened || text.trim() !== '' || hasFilters(filters);

/** The one search of the page: the list shows it, and a conversation may begin it. */
export interface SearchPlace {
  readonly written: Live<Written>;
  write(text: string): void;
  filter(filters: Filters, text?: string): void;
  open(opened: boolean): void;
  clear(): void;
  /** The field takes the focus. */
  begin(room?: RoomId): void;
  /** Called when somebody wants the field. */
  onBegin(focus: () => void): () => void;
}

export const createSearchPlace = (now: () => number = Date.now): SearchPlace => {
  let written = EMPTY;
  const listeners = new Set<() => void>();
  const fields = new Set<() => void>();
  const set = (next: Written): void => {
    written = next;
    for (const changed of Array.from(listeners)) changed();
  };
  return {
    written: {
      get: () => written,
      subscribe: (changed) => {
        listeners.add(changed);
        return () => void listeners.delete(changed);
      },
    },
    write: (text) => set({ ...written, ...takeUp(text, written.filters, now()) }),
    filter: (filters, text = written.text) => set({ ...written, filters, text }),
    open: (opened) => set({ ...written, opened }),
    clear: () => set(EMPTY),
    begin: (room) => {
      if (room !== undefined) set({ text: '', filters: { in: room }, opened: false });
      for (const focus of Array.from(fields)) focus();
    },
    onBegin: (focus) => {
      fields.add(focus);
      return () => void fields.delete(focus);
    },
  };
};

const Context = createContext<SearchPlace | undefined>(undefined);

export const SearchPlaceProvider = Context.Provider;

export const useSearchPlace = (): SearchPlace => {
  const place = use(Context);
  if (!place) throw new Error('this view stands outside of its SearchPlaceProvider');
  return place;
};
