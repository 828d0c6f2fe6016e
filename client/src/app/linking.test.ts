import type { Session, StartedLink } from '@skein/shared/api/schemas';
import { RefusedError, type Refusal } from '@skein/shared/refusals';
import { expect, test } from 'vitest';
import { until } from '../../test/stage.ts';
import { cell } from '../sync/live.ts';
import type { Api } from './api.ts';
import { LinkThisDevice } from './linking.ts';

const session: Session = {
  user: { id: 'alice', name: 'Alice', username: 'alice' },
  device: { id: 'borrowed', name: 'Firefox on Linux', kind: 'sub' },
  userDocument: 0,
};

type Answer = Session | Refusal | 'unreachable';

/** A relay that gives these answers one after the other, and a clock that jumps to whatever is due. */
const setUp = (answers: Answer[], codes: (Refusal | 'unreachable')[] = []) => {
  let now = 0;
  const waits: number[] = [];
  const online = cell(true);
  const asked: string[] = [];
  const linked: Session[] = [];
  let due: (() => void) | undefined;
  const answerWith = (answer: Answer): Session => {
    if (answer === 'unreachable') throw new TypeError('the relay cannot be reached');
    if (typeof answer === 'string') throw new RefusedError(answer);
    return answer;
  };
  const call = async (name: string, { body }: { body: { device?: { kind: string } } }): Promise<unknown> => {
    asked.push(name);
    await Promise.resolve();
    if (name === 'claimLink') return answerWith(answers.shift() ?? 'link-pending');
    expect(body.device).toEqual({ name: 'Firefox on Linux', kind: 'sub' });
    const failure = codes.shift();
    if (failure !== undefined) answerWith(failure);
    const started: StartedLink = {
      device_code: 'secret',
      user_code: 'BCDF-GHJK',
      verification_uri: 'https://chat.test/link',
      verification_uri_complete: 'https://chat.test/link?code=BCDF-GHJK',
      expires_in: 600,
      interval: 2,
    };
    return started;
  };
  const linking = new LinkThisDevice({
    api: { call } as unknown as Api,
    environment: {
      device: { name: 'Firefox on Linux', kind: 'main' },
      online,
      clock: {
        now: () => now,
        after: (milliseconds, run) => {
          waits.push(milliseconds);
          due = () => {
            now += milliseconds;
            run();
          };
          return () => {
            due = undefined;
          };
        },
      },
    },
    kind: 'sub',
    signedIn: (given) => {
      linked.push(given);
      return Promise.resolve();
    },
  });
  const isAt = (phase: string): Promise<void> =>
    until(linking.state, () => linking.state.get().phase === phase);
  /** Lets what is due happen, until nothing is or this holds. */
  const passes = async (holds: () => boolean): Promise<void> => {
    for (let turn = 0; turn < 2_000 && !holds(); turn++) {
      const next = due;
      due = undefined;
      next?.();
      // What was asked is answered.
      for (let turns = 0; turns < 10; turns++) await Promise.resolve();
    }
    expect(holds()).toBe(true);
  };
  return { linking, waits, online, asked, linked, isAt, passes };
};

test('asks until it is let in, less often when it was too fast', async () => {
  const { linking, waits, linked, isAt, passes } = setUp([
    'link-pending',
    'link-too-soon',
    'link-pending',
    session,
  ]);
  await isAt('waiting');
  expect(linking.state.get()).toEqual({
    phase: 'waiting',
    code: 'BCDF-GHJK',
    url: 'https://chat.test/link?code=BCDF-GHJK',
    expiresAt: 600_000,
    isReachable: true,
  });
  await passes(() => linked.length === 1);
  expect(linked).toEqual([session]);
  expect(waits).toEqual([2_000, 2_000, 7_000, 7_000]);
});

test.each([
  ['link-denied', 'denied'],
  ['link-expired', 'expired'],
  ['too-many', 'refused'],
] as const)('ends with %s, and a new code can be had', async (refusal, phase) => {
  const { linking, asked, linked, isAt, passes } = setUp([refusal, session]);
  await isAt('waiting');
  await passes(() => linking.state.get().phase === phase);
  linking.again();
  await isAt('waiting');
  await passes(() => linked.length === 1);
  expect(asked.filter((name) => name === 'startLink')).toHaveLength(2);
});

test('says so while the relay is out of reach, and goes on when it is back', async () => {
  const { linking, linked, isAt, passes } = setUp(['unreachable', 'going-away', session], ['unreachable']);
  await isAt('unreachable');
  await passes(() => linking.state.get().phase === 'waiting');
  await passes(() => {
    const state = linking.state.get();
    return state.phase === 'waiting' && !state.isReachable;
  });
  await passes(() => linked.length === 1);
});

test('asks at once when the network is back', async () => {
  const { linking, online, asked, isAt } = setUp([], ['unreachable']);
  await isAt('unreachable');
  online.set(false);
  online.set(true);
  await isAt('waiting');
  expect(asked).toEqual(['startLink', 'startLink']);
  linking.close();
});

test('expires by its own clock where the relay does not answer', async () => {
  const { linking, isAt, passes } = setUp(Array.from({ length: 400 }, () => 'unreachable' as const));
  await isAt('waiting');
  await passes(() => linking.state.get().phase === 'expired');
});

test('says nothing any more once it is closed', async () => {
  const { linking, asked, isAt, online } = setUp([session]);
  await isAt('waiting');
  linking.close();
  online.set(false);
  online.set(true);
  expect(asked).toEqual(['startLink']);
});
