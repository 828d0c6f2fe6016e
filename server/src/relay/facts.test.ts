import type { UserId } from '@skein/shared/ids';
import { expect, test } from 'vitest';
import { firstStampFact, firstStampOf } from './facts.ts';

const STAMP = { seq: 7, at: 1_700_000_000_000, author: 'ann' as UserId, segment: 2 };

test('a first stamp is read as it was written, also by the version before', () => {
  expect(firstStampOf(firstStampFact(STAMP))).toEqual(STAMP);
  expect(firstStampOf({ version: 1, ...STAMP })).toEqual(STAMP);
});
