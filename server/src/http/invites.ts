import type { Conversations } from '../directory/conversations.ts';
import type { Invites } from '../directory/invites.ts';
import type { People } from '../directory/people.ts';
import { publicAddress } from './publicAddress.ts';
import type { Serve } from './serve.ts';

interface Parts {
  readonly invites: Invites;
  readonly people: People;
  readonly conversations: Conversations;
  readonly publicUrl: string | undefined;
}

export const serveInvites = (serve: Serve, { invites, people, conversations, publicUrl }: Parts): void => {
  serve('createInvite', async ({ caller, request }) => {
    const { code, expiresAt } = await invites.create(caller.user);
    return { code, url: `${publicAddress(publicUrl, request)}/invite/${code}`, expiresAt };
  });

  serve('invite', async ({ params }) => ({ from: await people.person(await invites.inviter(params.code)) }));

  serve('acceptInvite', async ({ caller, params }) =>
    conversations.direct(caller.user, await invites.inviter(params.code)),
  );
};
