import type { UserId } from '@skein/shared/ids';
import type { Conversations } from '../directory/conversations.ts';
import type { Membership } from '../directory/membership.ts';
import type { Serve } from './serve.ts';

export const serveRooms = (serve: Serve, conversations: Conversations, membership: Membership): void => {
  serve('rooms', async ({ caller }) => ({ rooms: await conversations.list(caller.user) }));
  serve('createRoom', ({ caller, body }) => conversations.create(caller.user, body));
  serve('room', ({ caller, params }) => conversations.view(params.room, caller.user));
  serve('renameRoom', ({ caller, params, body }) => membership.rename(params.room, caller.user, body.title));
  serve('addMember', ({ caller, params, body }) =>
    membership.add(params.room, caller.user, body.user as UserId),
  );
  serve('removeMember', ({ caller, params }) => membership.remove(params.room, caller.user, params.user));
};
