import { LINK_CODE_SECONDS, LINK_CODES_WAITING } from '@skein/shared/limits';
import { expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import { Links } from './links.ts';

const asker = { name: 'Firefox on Linux', kind: 'sub', browser: 'Firefox', address: '192.0.2.1' } as const;

test('so many codes wait at a time, and expired ones make room', { timeout: 60_000 }, async () => {
  let now = 1_000;
  const database = openDatabase(':memory:');
  const links = new Links(database, () => now);
  for (let waiting = 0; waiting < LINK_CODES_WAITING; waiting++) await links.start(asker);
  await expect(links.start(asker)).rejects.toThrow('too many');
  now += LINK_CODE_SECONDS * 1000;
  const { code } = await links.start(asker);
  expect(await links.waiting(code)).toEqual({
    ...asker,
    code,
    askedAt: now,
    expiresAt: now + LINK_CODE_SECONDS * 1000,
  });
  expect(await database.selectFrom('links').select('code').execute()).toEqual([{ code }]);
  await database.destroy();
});
