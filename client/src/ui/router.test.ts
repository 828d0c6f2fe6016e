import { expect, it } from 'vitest';
import type { RoomId } from '@skein/shared/ids';
import { type Addresses, createRouter, parseRoute, pathOf } from './router.ts';

/** A browser's history, as far as addresses go. */
const browserAt = (path: string): Addresses & { readonly entries: { path: string; state: unknown }[] } => {
  const entries = [{ path, state: null as unknown }];
  const listeners: (() => void)[] = [];
  const top = () => entries.at(-1)!;
  return {
    entries,
    location: {
      get pathname() {
        return top().path;
      },
    },
    history: {
      get state() {
        return top().state;
      },
      pushState: (state, _title, url) => void entries.push({ path: String(url), state }),
      replaceState: (state, _title, url) => {
        entries[entries.length - 1] = { path: String(url), state };
      },
      back: () => {
        entries.pop();
        for (const listener of listeners) listener();
      },
    },
    addEventListener: (_type, listener) => void listeners.push(listener),
  };
};

const room = 'abc' as RoomId;

it('reads and writes every address', () => {
  for (const path of ['/', '/c/abc', '/invite/x-1_Y']) expect(pathOf(parseRoute(path))).toBe(path);
});

it.each(['/c/', '/c/a b', '/c/a/b', '/nowhere', '/invite/', '/invite/a.b'])('takes %s for home', (path) => {
  expect(parseRoute(path)).toEqual({ name: 'home' });
});

it('goes back to the list that a conversation was opened from', () => {
  const browser = browserAt('/');
  const router = createRouter(browser);
  router.navigate({ name: 'conversation', room });
  router.leaveConversation();
  expect(router.route.get()).toEqual({ name: 'home' });
  expect(browser.entries).toHaveLength(1);
});

it('makes a way to the list when the conversation was opened by its address', () => {
  const browser = browserAt('/c/abc');
  const router = createRouter(browser);
  router.leaveConversation();
  expect(router.route.get()).toEqual({ name: 'home' });
  expect(browser.entries).toHaveLength(1);
});

it('tells who listens, until they stop', () => {
  const router = createRouter(browserAt('/'));
  let told = 0;
  const stop = router.route.subscribe(() => {
    told += 1;
  });
  router.navigate({ name: 'conversation', room });
  stop();
  router.navigate({ name: 'home' });
  expect(told).toBe(1);
});
