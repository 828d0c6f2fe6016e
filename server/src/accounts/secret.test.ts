import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { secretIn } from './secret.ts';

it('is made once, and nobody else may read it', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'skein-secret-')), 'secret');
  const secret = secretIn(file);
  expect(secret.length).toBeGreaterThan(40);
  expect(secretIn(file)).toBe(secret);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
