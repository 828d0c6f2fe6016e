import type { PlaceQuery, PostMessage } from '@skein/shared/api/schemas';
import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import { HISTORY_QUERIES_PER_MINUTE, PAGE_SIZE, TOKEN_SECONDS } from '@skein/shared/limits';
import type { Message } from '@skein/shared/message';
import { RefusedError } from '@skein/shared/refusals';
import { Attempts } from '../accounts/attempts.ts';
import type { Session } from '../accounts/betterAuth.ts';
import type { Conversations } from '../directory/conversations.ts';
import type { Devices } from '../directory/devices.ts';
import { maySee, present } from '../directory/members.ts';
import type { Relay, Wanted } from '../relay/contract.ts';
import type { Grant } from '../relay/ports.ts';
import type { Serve } from './serve.ts';

interface Parts {
  readonly conversations: Conversations;
  readonly devices: Devices;
  readonly relay: Relay;
  readonly isTrafficUnlimited: boolean;
  readonly now: () => number;
}

const MINUTE_MS = 60_000;

export const serveMessages = (serve: Serve, parts: Parts): void => {
  const { conversations, devices, relay, isTrafficUnlimited, now } = parts;
  // Each may load parts of a long history.
  const queries = new Attempts(isTrafficUnlimited ? 0 : HISTORY_QUERIES_PER_MINUTE, MINUTE_MS, now);
  /** @throws RefusedError as `spans` does, and `device-revoked` */
  const grantFor = async (room: RoomId, caller: Session): Promise<Grant> => {
    const spans = await conversations.spans(room, caller.user);
    if ((await devices.device(caller.device))?.endedAt !== null) throw new RefusedError('device-revoked');
    return {
      ...caller,
      devices: await devices.ever(caller.user),
      access: 'write',
      moderator: present(spans)?.role === 'owner',
      expiresAt: now() + TOKEN_SECONDS * 1000,
    };
  };

  serve('messages', async ({ caller, params, query: { before, after, limit = PAGE_SIZE } }) => {
    queries.take(caller.user);
    const spans = await conversations.spans(params.room, caller.user);
    const page = {
      limit,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    };
    const messages = await relay.messages(params.room, page, (firstSeq) => maySee(spans, firstSeq));
    return { messages: [...messages] };
  });

  serve('place', async ({ caller, params, query }) => {
    queries.take(caller.user);
    const spans = await conversations.spans(params.room, caller.user);
    const place = await relay.place(params.room, wantedBy(query), (firstSeq) => maySee(spans, firstSeq));
    if (place === undefined) throw new RefusedError('not-found');
    return place;
  });

  serve('postMessage', async ({ caller, params, body }) => {
    const message = messageOf(body, caller, now());
    const { seq, at } = await relay.post(params.room, message, grantFor(params.room, caller));
    return { id: body.id, seq, at };
  });
};

const wantedBy = ({ message, seq, at = 0 }: PlaceQuery): Wanted => {
  if (message !== undefined) return { message: message as MessageId };
  return seq === undefined ? { at } : { seq };
};

const messageOf = (
  { id, text, sentAt, replyTo, mentions }: PostMessage,
  { user, device }: Session,
  now: number,
): Message => ({
  id: id as MessageId,
  author: user,
  device,
  sentAt: sentAt ?? now,
  kind: 'text',
  text,
  ...(replyTo === undefined ? {} : { replyTo: replyTo as MessageId }),
  ...(mentions === undefined ? {} : { mentions: mentions as UserId[] }),
});
