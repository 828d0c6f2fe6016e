import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildStockYjs } from './fixtures/stock/inPage.ts';

/** Builds once what every spec uses: the client that every relay serves, and what hand-made pages bring along. */
export default async function buildOnce(): Promise<void> {
  execFileSync('pnpm', ['run', 'build'], {
    cwd: fileURLToPath(new URL('../client/', import.meta.url)),
    stdio: 'inherit',
  });
  await buildStockYjs();
}
