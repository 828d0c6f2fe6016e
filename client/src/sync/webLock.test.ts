import { expect, it } from 'vitest';
import { webLock } from './webLock.ts';

const story = async (lock: typeof webLock): Promise<string[]> => {
  const heard: string[] = [];
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const first = lock('tea', async () => {
    heard.push('first begins');
    await finished;
    heard.push('first ends');
    throw new Error('a task may fail');
  });
  const second = lock('tea', async () => {
    heard.push('second');
    return 'done';
  });
  await lock('milk', async () => {
    heard.push('another name does not wait');
  });
  finish();
  await expect(first).rejects.toThrow('a task may fail');
  expect(await second).toBe('done');
  return heard;
};

const expected = ['first begins', 'another name does not wait', 'first ends', 'second'];

it('lets one task at a time have a name', async () => {
  expect(await story(webLock)).toEqual(expected);
});

it('does so too where the browser has no locks', async () => {
  const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  try {
    expect(await story(webLock)).toEqual(expected);
  } finally {
    if (navigator) Object.defineProperty(globalThis, 'navigator', navigator);
  }
});
