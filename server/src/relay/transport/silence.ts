import { PROBE_AFTER_MS, PROBE_ANSWER_MS } from '@skein/shared/limits';
import type { Schedule } from '../ports.ts';
import type { Socket } from './socket.ts';

/**
 * Ends a socket whose other side vanished without a word: asks after a silence, and does not wait for the answer long.
 * @returns to be called at every sign of life, and to be stopped
 */
export const watchSilence = (
  socket: Socket,
  schedule: Schedule,
): { readonly heard: () => void; readonly stop: () => void } => {
  let cancel: () => void = () => undefined;
  const probe = (): void => {
    socket.ping();
    cancel = schedule(PROBE_ANSWER_MS, () => socket.terminate());
  };
  const wait = (): void => {
    cancel();
    cancel = schedule(PROBE_AFTER_MS, probe);
  };
  wait();
  return { heard: wait, stop: () => cancel() };
};
