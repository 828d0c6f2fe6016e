import { describe, expect, it } from 'vitest';
import { RefusedError } from '@skein/shared/refusals';
import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import type { Finding } from '../../app/model.ts';
import { nothingFound, statusOf } from './status.ts';

const result = {
  id: 'a' as MessageId,
  room: 'tea' as RoomId,
  author: 'bo' as UserId,
  at: 1,
  text: 'tea',
  isHere: true,
};
const finding = (change: Partial<Finding>): Finding => ({
  query: { text: 'tea' },
  found: [result],
  more: false,
  here: 'told',
  relay: 'told',
  ...change,
});

describe('the status of a search', () => {
  it('says how many there are, and of what', () => {
    expect(statusOf(finding({}), 0)).toBe('1 message');
    expect(statusOf(finding({ more: true }), 2)).toBe('2 names, more than 1 message');
    expect(statusOf(finding({ relay: 'asked' }), 0)).toBe('1 message here, asking the relay…');
    expect(statusOf(finding({ relay: 'away' }), 0)).toBe(
      '1 message on this device: the relay is out of reach',
    );
    expect(statusOf(finding({ relay: 'building' }), 0)).toContain('1 message so far: the relay');
    expect(statusOf(finding({ found: [] }), 0)).toBe('No messages');
    expect(statusOf(finding({ relay: 'failed', error: new RefusedError('too-fast') }), 0)).toContain('. ');
    expect(statusOf(finding({ here: 'failed', found: [], relay: 'away' }), 0)).toContain('cannot search');
    expect(statusOf(finding({ query: undefined, found: [] }), 0)).toBe('');
  });

  it('says that nothing was found only when it is sure', () => {
    expect(nothingFound(finding({ found: [] }), 0)).toContain('that you may read');
    expect(nothingFound(finding({ found: [], relay: 'away' }), 0)).toContain('on this device has');
    expect(nothingFound(finding({ found: [], relay: 'away' }), 3)).toContain('so far');
    expect(nothingFound(finding({ found: [], relay: 'building' }), 0)).toContain('try again');
    expect(nothingFound(finding({ found: [], relay: 'asked' }), 0)).toBeUndefined();
    expect(nothingFound(finding({ found: [], here: 'asked' }), 0)).toBeUndefined();
    expect(nothingFound(finding({}), 0)).toBeUndefined();
  });
});
