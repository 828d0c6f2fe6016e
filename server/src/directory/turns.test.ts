import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporaryFolder.ts';
import { openDatabase } from './database.ts';

test('who asks the directory at once is answered in turn, and nobody comes into a transaction', async () => {
  const database = openDatabase(join(temporaryFolder(), 'directory.sqlite'));
  const answered: number[] = [];
  const ask = async (number: number): Promise<void> => {
    await database.selectFrom('rooms').select('id').execute();
    answered.push(number);
  };
  const first = Array.from({ length: 100 }, (_, index) => ask(index));
  const transaction = database.transaction().execute(async (inside) => {
    for (let step = 0; step < 10; step++) await sql`select 1`.execute(inside);
    answered.push(100);
    throw new Error('taken back');
  });
  const last = Array.from({ length: 100 }, (_, index) => ask(101 + index));
  await expect(transaction).rejects.toThrow('taken back');
  await Promise.all([...first, ...last]);
  expect(answered).toEqual(Array.from({ length: 201 }, (_, index) => index));
  await database.destroy();
});
