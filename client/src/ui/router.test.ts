import { expect, it } from 'vitest';
import type { MessageId, RoomId } from '@skein/shared/ids';
import { type Addresses, createRouter, parseRoute, pathOf, placeOf } from './router.ts';

/** A browser's history, as far as addresses go. */
const browserAt = (path: string): Addresses & { readonly entries: { path: string; state: unknown }[] } => {
  const entries = [{ path, state: null as unknown }];
  const listeners: (() => void)[] = [];
  const top = () => entries.at(-1)!;
  return {
    entries,
    location: {
      get pathname() {
        return new URL(top().path, 'https://chat.test').pathname;
      },
      get search() {
        return new URL(top().path, 'https://chat.test').search;
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
      go: (steps = 0) => {
        entries.splice(entries.length + steps);
        for (const listener of listeners) listener();
      },
    },
    addEventListener: (_type, listener) => void listeners.push(listener),
  };
};

const room = 'abc' as RoomId;
const message = 'm1' as MessageId;

it('reads and writes every address', () => {
  for (const path of ['/', '/c/abc', '/c/abc/m1', '/invite/x-1_Y', '/link', '/link?code=BCDF-GHJK'])
    expect(pathOf(parseRoute(path))).toBe(path);
});

it('knows what leads to somewhere in here', () => {
  const here = 'https://chat.test';
  expect(placeOf(`${here}/c/abc/m1`, here)).toEqual({ name: 'conversation', room, message });
  expect(placeOf(`${here}/invite/x-1_Y`, here)).toEqual({ name: 'invite', code: 'x-1_Y' });
  for (const elsewhere of [
    'https://example.org/c/abc/m1',
    `${here}:444/c/abc/m1`,
    `${here}/api/export`,
    `${here}/link?code=BCDF-GHJK`,
    'mailto:c@chat.test',
  ])
    expect(placeOf(elsewhere, here)).toBeUndefined();
});

it.each([
  '/c/',
  '/c/a b',
  '/c/a/b c',
  '/c/a/',
  '/c/a/b/c',
  '/nowhere',
  '/invite/',
  '/invite/a.b',
  '/invite/a/b',
])('takes %s for home, and says so', (path) => {
  expect(parseRoute(path)).toEqual({ name: 'home' });
  const browser = browserAt(path);
  createRouter(browser);
  expect(browser.location.pathname).toBe('/');
});

it('takes an ill-formed code for none, and queries that mean nothing away', () => {
  expect(parseRoute('/link?code=a%20b')).toEqual({ name: 'link' });
  expect(parseRoute('/link/x')).toEqual({ name: 'home' });
  const browser = browserAt('/c/abc?from=mail');
  createRouter(browser);
  expect(browser.location.search).toBe('');
});

it('goes back to the list that a conversation was opened from', () => {
  const browser = browserAt('/');
  const router = createRouter(browser);
  router.navigate({ name: 'conversation', room });
  router.leaveConversation();
  expect(router.route.get()).toEqual({ name: 'home' });
  expect(browser.entries).toHaveLength(1);
});

it('goes back to the list past all jumps in between', () => {
  const browser = browserAt('/');
  const router = createRouter(browser);
  router.navigate({ name: 'conversation', room });
  router.navigate({ name: 'conversation', room, message });
  router.navigate({ name: 'conversation', room, message: 'm2' as MessageId });
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

it('comes back from a jump to where one stood', () => {
  const browser = browserAt('/c/abc');
  const router = createRouter(browser);
  const place = { message: 'm9' as MessageId, offset: 12 };
  const stop = router.keepPlaces(() => place);
  router.navigate({ name: 'conversation', room, message });
  expect(router.route.get()).toEqual({ name: 'conversation', room, message, isJump: true });
  router.back();
  expect(router.route.get()).toEqual({ name: 'conversation', room, place });
  stop();
  router.navigate({ name: 'conversation', room, message });
  router.back();
  expect(router.route.get()).toEqual({ name: 'conversation', room });
});

it('takes a message that is opened from elsewhere for no jump', () => {
  const router = createRouter(browserAt('/'));
  router.navigate({ name: 'conversation', room, message });
  expect(router.route.get()).toEqual({ name: 'conversation', room, message });
});

it('arrives once more at the message it is at, and adds no step', () => {
  const browser = browserAt('/c/abc');
  const router = createRouter(browser);
  router.navigate({ name: 'conversation', room, message });
  const before = router.route.get();
  router.navigate({ name: 'conversation', room, message });
  expect(router.route.get()).toEqual(before);
  expect(router.route.get()).not.toBe(before);
  expect(browser.entries).toHaveLength(2);
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
