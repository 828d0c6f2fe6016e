import type { UserId } from '@skein/shared/ids';
import { AUTHORIZATION_MS } from '@skein/shared/limits';
import { expect, test } from 'vitest';
import { inTime } from './inTime.ts';
import type { RoomAuthorization } from './ports.ts';
import { authorizationOf, FAR, grantOf, segmentRef, silentLog, TestClock } from './testing.ts';

const identity = { user: 'alice' as UserId, device: grantOf('alice').device, expiresAt: FAR };
const never = new Promise<never>(() => undefined);

test('TS15 a hook that is slow or fails could not be asked, and one that says no has said no', async () => {
  const clock = new TestClock();
  const hook = (parts: Partial<RoomAuthorization>): RoomAuthorization =>
    inTime(
      { ...authorizationOf(() => ({ answer: 'no', reason: 'room-forbidden' })), ...parts },
      clock.schedule,
      silentLog,
    );
  const slow = hook({ identify: () => never, authorize: () => never });
  const answers = [slow.identify('alice'), slow.authorize(identity, segmentRef(), 1)];
  let hasAnswered = false;
  void Promise.race(answers).then(() => (hasAnswered = true));
  clock.advance(AUTHORIZATION_MS - 1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(hasAnswered).toBe(false);
  clock.advance(1);
  expect(await Promise.all(answers)).toEqual([{ answer: 'cannot-ask' }, { answer: 'cannot-ask' }]);

  const failing = hook({
    identify: () => Promise.reject(new Error('away')),
    authorize: () => {
      throw new Error('broken');
    },
  });
  expect(await failing.identify('alice')).toEqual({ answer: 'cannot-ask' });
  expect(await failing.authorize(identity, segmentRef(), 1)).toEqual({ answer: 'cannot-ask' });

  expect(await hook({}).identify('alice')).toMatchObject({ answer: 'yes' });
  expect(await hook({}).authorize(identity, segmentRef(), 1)).toEqual({
    answer: 'no',
    reason: 'room-forbidden',
  });
});
