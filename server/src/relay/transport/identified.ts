import { QUESTION_FRAMES } from '@skein/shared/limits';
import type { Refusal } from '@skein/shared/refusals';
import { refusalRow } from '@skein/shared/refusals';
import type { Channels } from '../contract.ts';
import { isQuestion } from '../messages.ts';
import type { Clock, Identity, Log, RoomAuthorization, Schedule } from '../ports.ts';
import type { Counts } from './counts.ts';
import type { DataFrames } from './dataFrames.ts';
import type { Socket } from './socket.ts';
import { Traffic, unlimitedTraffic } from './traffic.ts';

export interface TransportParts {
  readonly channels: Channels;
  readonly authorization: RoomAuthorization;
  readonly people: Counts;
  readonly frames: DataFrames;
  /** Does not look at how much a connection sends. */
  readonly isTrafficUnlimited?: boolean;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly log: Log;
}

/** Node fires a timer of more than 31 bits of milliseconds at once, and tokens of others may be good for long. */
const LONGEST_TIMER_MS = 24 * 60 * 60 * 1000;

export const trafficOf = ({ isTrafficUnlimited, clock }: TransportParts): Pick<Traffic, 'take'> =>
  isTrafficUnlimited === true ? unlimitedTraffic : new Traffic(clock);

/** As how many frames of its connection a message counts. */
export const weightOf = (message: Uint8Array): number => (isQuestion(message) ? QUESTION_FRAMES : 1);

/** A close frame carries 123 bytes of reason. */
const REASON_LENGTH = 60;

export const closeSocket = (socket: Socket, reason: Refusal): void =>
  socket.close(refusalRow(reason).code, reason.slice(0, REASON_LENGTH));

/** The hook promises not to throw; if it does, that is no answer. */
export const identified = async (
  { authorization, log }: TransportParts,
  token: string,
): ReturnType<RoomAuthorization['identify']> => {
  try {
    return await authorization.identify(token);
  } catch (error) {
    log.error({ error }, 'the authorization hook failed');
    return { answer: 'cannot-ask' };
  }
};

/** What a connection holds while it is somebody's. */
export interface Seat {
  /** By the newest token. */
  readonly identity: Identity;
  readonly renew: (identity: Identity) => void;
  readonly leave: () => void;
}

/**
 * A place for an identified person's connection: counted, ended with the token, and told when its device is
 * disconnected.
 * @returns the refusal when the person has too many
 */
export const takeSeat = (
  parts: TransportParts,
  identity: Identity,
  end: (reason: Refusal) => void,
): Seat | Refusal => {
  const { channels, people, clock, schedule } = parts;
  const giveBack = people.take(identity.user);
  if (giveBack === undefined) return 'too-many-connections';
  const { user, device } = identity;
  const endAttendance = channels.attend({ user, device }, end);
  const expireAt = (time: number): (() => void) => {
    let cancel: () => void = () => undefined;
    const wait = (): void => {
      const left = Math.max(0, time - clock());
      cancel = schedule(Math.min(left, LONGEST_TIMER_MS), () =>
        clock() < time ? wait() : end('token-expired'),
      );
    };
    wait();
    return () => cancel();
  };
  let cancel = expireAt(identity.expiresAt);
  let newest = identity;
  return {
    get identity() {
      return newest;
    },
    renew: (identity) => {
      newest = identity;
      cancel();
      cancel = expireAt(identity.expiresAt);
    },
    leave: () => {
      cancel();
      endAttendance();
      giveBack();
    },
  };
};
