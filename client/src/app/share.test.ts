import { expect, it } from 'vitest';
import { share } from './share.ts';

it('gives back the former value when nothing changed', () => {
  const former = {
    list: [{ id: 'a', tags: ['x'] }],
    people: new Map([['p', { name: 'Ann' }]]),
    ids: new Set([1]),
  };
  expect(share(former, structuredClone(former))).toBe(former);
});

it('keeps a row identical although another one was put before it', () => {
  const former = [{ id: 'a', text: 'one' }];
  const next = share(former, [
    { id: 'z', text: 'zero' },
    { id: 'a', text: 'one' },
  ]);
  expect(next).not.toBe(former);
  expect(next[1]).toBe(former[0]);
});

it('renews only what changed, and what holds it', () => {
  const former = { left: { value: 1 }, right: { value: 2 } };
  const next = share(former, { left: { value: 1 }, right: { value: 3 } });
  expect(next).toEqual({ left: { value: 1 }, right: { value: 3 } });
  expect(next.left).toBe(former.left);
  expect(next.right).not.toBe(former.right);
});

it('sees a key that is gone, an element that is gone, and another order', () => {
  expect(share({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
  expect(share([1, 2], [1])).toEqual([1]);
  expect(share([{ id: 1 }, { id: 2 }], [{ id: 2 }, { id: 1 }])).toEqual([{ id: 2 }, { id: 1 }]);
  expect(share(new Map([['a', 1]]), new Map([['b', 1]]))).toEqual(new Map([['b', 1]]));
});
