import type { RoomId, UserId } from '@skein/shared/ids';
import { describe, expect, it } from 'vitest';
import { said } from '../../test/found.ts';
import { fits, merge } from './merge.ts';
import type { MessageQuery } from './port.ts';

const none = { found: [], more: false };
const ids = (results: ReturnType<typeof merge>) =>
  results.found.map(({ id, isHere }) => id + (isHere ? '' : '*'));

describe('what two searches found', () => {
  it('stands once, newest first, and says what this device does not hold', () => {
    const here = { found: [said('c', 3), said('a', 1)], more: false };
    const relay = { found: [said('d', 4), said('c', 3), said('b', 2), said('a', 1)], more: false };
    expect(ids(merge(here, relay))).toEqual(['d*', 'c', 'b*', 'a']);
    expect(ids(merge(here, none))).toEqual(['c', 'a']);
  });

  it('is worded as this device has it, which may be newer', () => {
    const merged = merge(
      { found: [said('a', 1, 'tea at six')], more: false },
      { found: [said('a', 1)], more: false },
    );
    expect(merged.found.map(({ text }) => text)).toEqual(['tea at six']);
  });

  it('ends where one of the two has more to tell', () => {
    const here = { found: [said('d', 4), said('a', 1)], more: false };
    const relay = { found: [said('d', 4), said('c', 3)], more: true };
    expect(merge(here, relay)).toMatchObject({ found: [{ id: 'd' }, { id: 'c' }], more: true });
    const hereOfMany = { found: [said('d', 4), said('c', 3)], more: true };
    expect(ids(merge(hereOfMany, { found: [said('b', 2)], more: false }))).toEqual(['d', 'c']);
  });
});

describe('what was found for a former query', () => {
  const fitsText = (text: string, narrowing: Omit<MessageQuery, 'text'> = {}) =>
    fits(said('a', 5, 'running to https://tea.example'), { text, ...narrowing });

  it('stays as long as it answers the next one', () => {
    expect(fitsText('run')).toBe(true);
    expect(fitsText('runs tea', { author: 'alice' as UserId, room: 'tea' as RoomId, has: 'link' })).toBe(
      true,
    );
    expect(fitsText('runner')).toBe(false);
    expect(fitsText('', { after: 6 })).toBe(false);
    expect(fitsText('', { before: 5 })).toBe(false);
    expect(fitsText('', { room: 'coffee' as RoomId })).toBe(false);
    expect(fitsText('', { author: 'bob' as UserId })).toBe(false);
    expect(fitsText('', { has: 'file' })).toBe(false);
  });
});
