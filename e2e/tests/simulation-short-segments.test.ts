import { vi } from 'vitest';
import { simulateSeeds } from './simulation/simulate.ts';

/** So short that a conversation of a few messages is a chain, and a device does not open the whole of it at once. */
vi.mock('@skein/shared/limits', async (original) => ({
  ...(await original<object>()),
  SEGMENT_SIZE: 3,
  SEGMENT_SIZE_IN_FLOOD: 6,
  SEGMENT_COMFORT: 4,
}));

simulateSeeds('the same with segments of three messages', 2);
