import { expect, it } from 'vitest';
import { Reopening } from './reopening.ts';

it('opens anew what was closed, and whoever is told of that is first', async () => {
  const closing: (() => void)[] = [];
  const got: string[] = [];
  const database = new Reopening(
    (closed) => Promise.resolve(`database ${closing.push(closed)}`),
    () => void database.get().then((opened) => got.push(`told of ${opened}`)),
  );
  expect(await database.get()).toBe('database 1');
  closing[0]?.();
  got.push(await database.get());
  expect(got).toEqual(['told of database 2', 'database 2']);
  closing[1]?.();
  expect(await database.get()).toBe('database 3');
});

it('opens once more what was closed while it opened again, and then no more', async () => {
  let closeFirst: () => void = () => undefined;
  let fails = 0;
  let times = 0;
  const database = new Reopening(
    (closed) => {
      times += 1;
      if (times === 1) closeFirst = closed;
      else if (times <= 1 + fails) return Promise.reject(new DOMException('it was closed', 'AbortError'));
      return Promise.resolve(times);
    },
    () => undefined,
  );
  await database.get();
  fails = 1;
  closeFirst();
  expect(await database.get()).toBe(3);
  fails = 10;
  closeFirst();
  await expect(database.get()).rejects.toThrow('it was closed');
  expect(times).toBe(5);
});

it('tells whoever asks that it does not open', async () => {
  const database = new Reopening(
    () => Promise.reject(new Error('it is broken')),
    () => undefined,
  );
  await expect(database.get()).rejects.toThrow('it is broken');
});
