import { expect, it } from 'vitest';
import { deviceKind, deviceName } from './appEnvironment.ts';

it.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36',
    'Chrome on Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0 Safari/537.36 Edg/153.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/19.0 Mobile Safari/604.1',
    'Safari on iPhone',
  ],
  ['Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0', 'Firefox on Android'],
  ['something new', 'Browser'],
])('calls %s what its person would', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});

it('takes a phone and an installed app for their person’s own device, and any other browser for a second one', () => {
  expect(deviceKind('Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0', false)).toBe(
    'main',
  );
  expect(deviceKind('Mozilla/5.0 (X11; Linux x86_64) Chrome/153.0.0.0 Safari/537.36', false)).toBe('sub');
  expect(deviceKind('Mozilla/5.0 (X11; Linux x86_64) Chrome/153.0.0.0 Safari/537.36', true)).toBe('main');
});
