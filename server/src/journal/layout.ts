/**
 * Where what lies in the store. Keys are printable ASCII, so that byte order is string order.
 *
 * | key                               | value                                                    |
 * |-----------------------------------|----------------------------------------------------------|
 * | `m!layout`                        | version of this table                                    |
 * | `m!epoch`                         | the life of this store, random                           |
 * | `m!counter`                       | the number the next update row gets                      |
 * | `u!<document>!<16-digit counter>` | one Yjs update; the order of keys is the order of appends |
 * | `f!<fact key>`                    | one fact                                                 |
 *
 * Every value is a row of `row.ts`; all but updates hold JSON. The counter is one for the whole store and is written
 * in the batch that uses it, so it never goes back, whatever restart or compaction comes between.
 */
import { type DocumentName, parseDocumentName } from '@skein/shared/documents';

export const LAYOUT = 1;

export const LAYOUT_KEY = 'm!layout';
export const EPOCH_KEY = 'm!epoch';
export const COUNTER_KEY = 'm!counter';

/** `from` belongs to it, `to` does not. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

/** Sorts after every key that begins alike. */
const LAST = '\x7f';
const FACTS = 'f!';
const COUNTER_DIGITS = 16;

const startingWith = (prefix: string): KeyRange => ({ from: prefix, to: prefix + LAST });

export const EVERYTHING: KeyRange = { from: ' ', to: LAST };

export const updateKey = (document: DocumentName, counter: number): string =>
  `u!${document}!${String(counter).padStart(COUNTER_DIGITS, '0')}`;

export const updatesOf = (document: DocumentName): KeyRange => startingWith(`u!${document}!`);

const UPDATE_KEY = /^u!([^!]+)!\d+$/;

/** Whose update lies there; undefined for rows of another kind. */
export const documentOfKey = (key: string): DocumentName | undefined => {
  const name = UPDATE_KEY.exec(key)?.[1];
  return name !== undefined && parseDocumentName(name) ? (name as DocumentName) : undefined;
};

export const factKey = (key: string): string => FACTS + asciiOnly(key);

export const factOfKey = (key: string): string => key.slice(FACTS.length);

export const isFactKey = (key: string): boolean => key.startsWith(FACTS);

/** @param after the last key that is left out */
export const factsWith = (prefix: string, after?: string): KeyRange => {
  const range = startingWith(FACTS + asciiOnly(prefix));
  return after === undefined ? range : { ...range, from: `${factKey(after)}\0` };
};

const asciiOnly = (key: string): string => {
  if (/^[\x20-\x7e]*$/.test(key)) return key;
  throw new TypeError(`The key of a fact is printable ASCII: ${JSON.stringify(key)}`);
};
