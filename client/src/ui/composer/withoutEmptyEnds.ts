/** A text without empty lines before it and without anything empty after it; how its first line is indented stays. */
export const withoutEmptyEnds = (text: string): string => text.replace(/^(?:[^\S\n]*\n)+/u, '').trimEnd();
