import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { latestById, readUserMeta, SETTING_KEY_PATTERN, userDocumentOf } from './userDocument.ts';

test('of entries with one id the last counts, where it stands', () => {
  const entries = [
    { id: 'a', is: 1 },
    { id: 'b', is: 2 },
    { id: 'a', is: 3 },
  ];
  expect(latestById(entries)).toEqual([
    { id: 'b', is: 2 },
    { id: 'a', is: 3 },
  ]);
});

test('a document of a person says whose it is and what follows', () => {
  const document = userDocumentOf(new Y.Doc());
  expect(readUserMeta(document)).toBeUndefined();
  document.meta.set('user', 'alice');
  document.meta.set('index', 0);
  expect(readUserMeta(document)).toEqual({ user: 'alice', index: 0 });
  document.meta.set('next', 1);
  expect(readUserMeta(document)).toEqual({ user: 'alice', index: 0, next: 1 });
});

test('a setting may be named after what it is about', () => {
  for (const key of ['theme', 'mute/r-1_2', 'a.b']) expect(key).toMatch(SETTING_KEY_PATTERN);
  for (const key of ['', '/a', 'a b', '__proto__', 'a'.repeat(201)])
    expect(key).not.toMatch(SETTING_KEY_PATTERN);
});
