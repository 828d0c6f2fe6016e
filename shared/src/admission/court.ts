import type * as Y from 'yjs';
import type { Case, DocumentState } from './case.ts';
import type { Rule } from './rules/rule.ts';

/** A document, the rules of its kind, and the case of one update to it. */
export interface Court<State extends DocumentState> {
  readonly doc: Y.Doc;
  /** By root. */
  readonly rules: ReadonlyMap<string, Rule<State>>;
  readonly judged: Case<State>;
}
