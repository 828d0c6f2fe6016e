import { expect, test } from 'vitest';
import { addressOf } from './address.ts';

const from = (forwarded?: string): Parameters<typeof addressOf>[0] => ({
  socket: { remoteAddress: '10.0.0.1' },
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
});

test.each([
  [0, '203.0.113.9', '10.0.0.1'],
  [1, undefined, '10.0.0.1'],
  [1, '203.0.113.9', '203.0.113.9'],
  [1, 'forged, 203.0.113.9', '203.0.113.9'],
  [2, 'forged, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
  [5, '203.0.113.9', '203.0.113.9'],
])('behind %i proxies, forwarded for %s: %s', (proxies, forwarded, address) => {
  expect(addressOf(from(forwarded), proxies)).toBe(address);
});
