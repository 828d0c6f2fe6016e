import type { StructId, Case, DocumentState } from '../case.ts';

/** Every function throws RefusedError for what this person may not do, naming root and id. */

/** Values are appended and, where `erase` lets it, deleted again; never changed. */
export interface ListRule<State extends DocumentState> {
  readonly shape: 'list';
  /** `at` is absent for a value that the same update deletes. */
  readonly append: (value: unknown, at: StructId | undefined, judged: Case<State>) => void;
  readonly erase: (value: unknown, judged: Case<State>) => void;
}

/** Whoever may touch a key may set, overwrite and delete it. */
export interface MapRule<State extends DocumentState> {
  readonly shape: 'map';
  readonly touch: (key: string, judged: Case<State>) => void;
  readonly set: (key: string, value: unknown, judged: Case<State>) => void;
  /** Keys it may have at once. */
  readonly limit: number;
  readonly full: 'too-many' | 'segment-full';
  /** What comes of an admitted change: the new value, or undefined for a deletion. */
  readonly note?: (key: string, value: unknown, judged: Case<State>) => void;
}

interface RelayRule {
  readonly shape: 'relay';
}

export type Rule<State extends DocumentState> = ListRule<State> | MapRule<State> | RelayRule;

/** Written by the relay alone. */
export const relayOnly: RelayRule = { shape: 'relay' };
