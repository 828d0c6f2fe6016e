import { describe, expect, it } from 'vitest';
import css from './tokens.css?raw';
import { HUES } from './components/weave.ts';
import { contrast, type Oklch, parseOklch } from './contrast.ts';

/** Each role with what it is in the light and in the dark theme. */
const roles = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((oklch\([^)]*(?:\(--hue\))?[^)]*\)), (oklch\(.*\))\);/g)].map(
    ([, name, light, dark]) => [name!, { light: light!, dark: dark! }],
  ),
);

type Theme = 'light' | 'dark';

const colour = (theme: Theme, role: string, hue = 0): Oklch =>
  parseOklch((roles.get(role)?.[theme] ?? `no role ${role}`).replace('var(--hue)', String(hue)));

const SURFACES = ['paper', 'surface', 'raised', 'thread-soft', 'hover'];

/** Each text role with the surfaces that it stands on. */
const PAIRS: readonly (readonly [text: string, surfaces: readonly string[]])[] = [
  ['ink', [...SURFACES, 'alarm-soft']],
  ['ink-soft', [...SURFACES, 'alarm-soft']],
  ['thread', SURFACES],
  ['alarm', ['paper', 'surface', 'raised', 'alarm-soft', 'hover']],
  ['on-thread', ['thread']],
  ['on-alarm', ['alarm']],
];

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each(PAIRS.flatMap(([text, surfaces]) => surfaces.map((surface) => [text, surface] as const)))(
    '%s can be read on %s',
    (text, surface) => {
      expect(contrast(colour(theme, text), colour(theme, surface))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(HUES)("a person's name of hue %i can be read wherever names stand", (hue) => {
    for (const surface of ['paper', 'surface', 'thread-soft']) {
      expect(contrast(colour(theme, 'person', hue), colour(theme, surface))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(HUES)('initials can be read on the weave of hue %i', (hue) => {
    for (const part of ['weave-ground', 'weave-thread']) {
      expect(contrast(colour(theme, 'on-weave'), colour(theme, part, hue))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('shows the edge of a control (3:1)', () => {
    for (const surface of ['paper', 'surface', 'raised']) {
      expect(contrast(colour(theme, 'control-line'), colour(theme, surface))).toBeGreaterThanOrEqual(3);
    }
  });
});
