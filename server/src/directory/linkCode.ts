import { randomInt } from 'node:crypto';

/** Consonants only, as RFC 8628 (section 6.1) advises: no digit looks like a letter, and no word comes out. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;

/** 34 bits, as somebody reads them from one screen and types them at another: XXXX-XXXX. */
export const newLinkCode = (below: (bound: number) => number = randomInt): string =>
  parted(Array.from({ length: LENGTH }, () => LETTERS[below(LETTERS.length)]).join(''));

/** However it was typed: without its hyphen, in small letters, with spaces. */
export const typedLinkCode = (typed: string): string => parted(typed.toUpperCase().replaceAll(/[^A-Z]/g, ''));

const parted = (letters: string): string => `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`;
