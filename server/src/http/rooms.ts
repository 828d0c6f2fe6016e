import type { UserId } from '@skein/shared/ids';
import { ROOMS_MADE_PER_HOUR } from '@skein/shared/limits';
import { Attempts } from '../accounts/attempts.ts';
import type { Conversations } from '../directory/conversations.ts';
import type { Membership } from '../directory/membership.ts';
import type { Serve } from './serve.ts';

const HOUR_MS = 60 * 60 * 1000;

interface Parts {
  readonly conversations: Conversations;
  readonly membership: Membership;
  readonly isTrafficUnlimited: boolean;
  readonly now: () => number;
}

export const serveRooms = (
  serve: Serve,
  { conversations, membership, isTrafficUnlimited, now }: Parts,
): void => {
  const makings = new Attempts(isTrafficUnlimited ? 0 : ROOMS_MADE_PER_HOUR, HOUR_MS, now);

  serve('rooms', async ({ caller }) => ({ rooms: await conversations.list(caller.user) }));
  serve('createRoom', async ({ caller, body }) => {
    makings.take(caller.user);
    return await conversations.create(caller.user, body);
  });
  serve('room', ({ caller, params }) => conversations.view(params.room, caller.user));
  serve('renameRoom', ({ caller, params, body }) => membership.rename(params.room, caller.user, body.title));
  serve('addMember', ({ caller, params, body }) =>
    membership.add(params.room, caller.user, body.user as UserId),
  );
  serve('removeMember', ({ caller, params }) => membership.remove(params.room, caller.user, params.user));
};
