import { expect, it } from 'vitest';
import { size } from './bytes.ts';

it('says sizes as people do', () => {
  const said = [0, 400, 86_400_000, 999_700, 1_234_000_000, 9_960_000_000, 3e15];
  expect(said.map((bytes) => size(bytes, 'en'))).toEqual([
    '0 kB',
    '0 kB',
    '86 MB',
    '1 MB',
    '1.2 GB',
    '10 GB',
    '3,000 TB',
  ]);
});
