import { expect, it } from 'vitest';
import { Teardown } from './teardown.ts';

it('closes newest first, each once, and goes on past a failure', async () => {
  const closed: string[] = [];
  const teardown = new Teardown();
  teardown.add(() => closed.push('database'));
  teardown.add(() => Promise.reject(new Error('stuck')));
  teardown.add(() => closed.push('socket'));
  await expect(teardown.run()).rejects.toThrow('Not everything could be closed.');
  await teardown.run();
  expect(closed).toEqual(['socket', 'database']);
});
