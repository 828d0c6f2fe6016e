import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporaryFolder.ts';
import { secretIn } from './secret.ts';

it('is made once, and nobody else may read it', () => {
  const file = join(temporaryFolder(), 'secret');
  const secret = secretIn(file);
  expect(secret.length).toBeGreaterThan(40);
  expect(secretIn(file)).toBe(secret);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
