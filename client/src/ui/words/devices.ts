import type { DeviceKind } from '@skein/shared/userDocument';

/** What a kind means for the person. */
export const KINDS = {
  main: {
    name: 'My own device',
    keeps: 'Keeps everything',
    help: 'Keeps everything, also with no network.',
  },
  sub: {
    name: 'Borrowed or second',
    keeps: 'Keeps what is recent',
    help: 'Keeps what is recent and fetches the rest.',
  },
} as const satisfies Record<DeviceKind, { name: string; keeps: string; help: string }>;
