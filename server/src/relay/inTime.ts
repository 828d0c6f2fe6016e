import { AUTHORIZATION_MS } from '@skein/shared/limits';
import type { Log, RoomAuthorization, Schedule } from './ports.ts';

const CANNOT_ASK = { answer: 'cannot-ask' } as const;

/** A hook that keeps its promises whoever wrote it: it does not throw, and it answers in time. */
export const inTime = (hook: RoomAuthorization, schedule: Schedule, log: Log): RoomAuthorization => {
  const orCannotAsk = <Answer>(asked: () => Promise<Answer>): Promise<Answer | typeof CANNOT_ASK> =>
    new Promise((resolve) => {
      const cancel = schedule(AUTHORIZATION_MS, () => {
        log.warn({}, 'the authorization hook did not answer in time');
        resolve(CANNOT_ASK);
      });
      const failed = (error: unknown): void => {
        cancel();
        log.error({ error }, 'the authorization hook failed');
        resolve(CANNOT_ASK);
      };
      const answered = (answer: Answer): void => {
        cancel();
        resolve(answer);
      };
      (async () => asked())().then(answered, failed);
    });
  return {
    identify: (token) => orCannotAsk(() => hook.identify(token)),
    authorize: (...question) => orCannotAsk(() => hook.authorize(...question)),
  };
};
