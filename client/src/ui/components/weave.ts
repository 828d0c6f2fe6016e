/** The woven pattern of a person or group: made from the id alone, so it is the same everywhere. */

/** Twelve hues that stay apart from each other; lightness and chroma are tokens. */
export const HUES = [15, 40, 65, 95, 130, 155, 185, 215, 245, 275, 305, 335] as const;

/** Where somebody's own hue is taken, one goes on by so many: it meets all twelve, and near ones late. */
const NEXT_HUE = 5;
const SIZE = 5;

export interface Weave {
  readonly hue: number;
  /** An SVG path over a 20 × 20 box: where the warp lies over the weft. */
  readonly path: string;
}

/** FNV-1a, then stirred: near ids must look far apart. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  value = Math.imul(value ^ (value >>> 12), 0x297a2d39);
  return (value ^ (value >>> 15)) >>> 0;
};

const cell = (column: number, row: number): string => `M${column * 4} ${row * 4}h4v4h-4z`;

/**
 * A plain weave is a checkerboard of over and under; the id turns crossings of the left half round, and the right half
 * mirrors it, as eyes keep symmetric figures better.
 */
export const weaveOf = (id: string): Weave => {
  const seed = hash(id);
  const bits = hash(`${id}/weave`);
  let path = '';
  for (let row = 0; row < SIZE; row += 1) {
    for (let column = 0; column < SIZE; column += 1) {
      const mirrored = Math.min(column, SIZE - 1 - column);
      const turned = (bits >>> (row * 3 + mirrored)) & 1;
      if (((mirrored + row + turned) & 1) === 0) path += cell(column, row);
    }
  }
  return { hue: HUES[seed % HUES.length] ?? HUES[0], path };
};

/**
 * Hues for people who are seen together. As long as there is one for each, no two have the same: who comes first keeps
 * their own.
 */
export const huesOf = (ids: readonly string[]): ReadonlyMap<string, number> => {
  const hues = new Map<string, number>();
  if (ids.length > HUES.length) return hues;
  const taken = new Set<number>();
  for (const id of ids) {
    let at = hash(id) % HUES.length;
    while (taken.has(at)) at = (at + NEXT_HUE) % HUES.length;
    taken.add(at);
    hues.set(id, HUES[at] ?? HUES[0]);
  }
  return hues;
};

/** At most two letters: the first of the first and of the last word. */
export const initials = (name: string): string => {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return [first, last]
    .map((word) => [...word][0] ?? '')
    .join('')
    .toLocaleUpperCase();
};
