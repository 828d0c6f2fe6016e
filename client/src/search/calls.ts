import type { SearchIndexPort } from './port.ts';

/** What goes between a page and the worker that searches for it: calls one way, answers the other. */
export type Method = keyof SearchIndexPort;

export interface Call {
  readonly number: number;
  readonly method: Method;
  readonly values: readonly unknown[];
}

export type Answer = { readonly number: number } & ({ readonly value: unknown } | { readonly error: string });
