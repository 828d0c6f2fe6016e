import { expect, test } from 'vitest';
import { rememberKind, suggestedKind } from './rememberedKind.ts';

test('a browser is what its person said last, and before that what it looks like', () => {
  const kept = new Map<string, string>();
  const remembered = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const device = { name: 'Firefox on Linux', kind: 'sub' } as const;
  expect(suggestedKind({ remembered, device })).toBe('sub');
  rememberKind({ remembered }, 'main');
  expect(suggestedKind({ remembered, device })).toBe('main');
  for (const key of kept.keys()) kept.set(key, 'toaster');
  expect(suggestedKind({ remembered, device })).toBe('sub');
});
