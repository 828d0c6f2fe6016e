import { RefusedError } from '@skein/shared/refusals';
import type { Clock } from '../sync/environment.ts';
import type { Api } from './api.ts';

/** A sign-out does not wait for a network that may not come. */
const SIGN_OUT_WITHIN_MS = 5_000;

/** Tells the relay that this device signs out. @returns false when it could not be told */
export const endSession = async (api: Api, clock: Clock): Promise<boolean> => {
  const given = new AbortController();
  const stop = clock.after(SIGN_OUT_WITHIN_MS, () => given.abort());
  try {
    await api.call('signOut', { signal: given.signal });
    return true;
  } catch (error) {
    // Refused: there is no such session any more.
    return error instanceof RefusedError && !error.retry;
  } finally {
    stop();
  }
};
