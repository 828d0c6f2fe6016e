import type { Session as SessionAnswer } from '@skein/shared/api/schemas';
import { RefusedError } from '@skein/shared/refusals';
import type { FastifyReply } from 'fastify';
import type { Accounts, SignedIn } from '../accounts/accounts.ts';
import type { Auth, Session } from '../accounts/betterAuth.ts';
import type { Tokens } from '../accounts/tokens.ts';
import type { Devices } from '../directory/devices.ts';
import type { People } from '../directory/people.ts';
import type { Relay } from '../relay/contract.ts';
import type { Serve } from './serve.ts';

export interface AccountParts {
  readonly accounts: Accounts;
  readonly auth: Auth;
  readonly tokens: Tokens;
  readonly people: People;
  readonly devices: Devices;
  readonly relay: Relay;
}

/** Signing up, in and out, and what a signed-in page asks about itself. */
export const serveAccounts = (serve: Serve, parts: AccountParts): void => {
  const { accounts, auth, tokens, devices } = parts;

  serve('signUp', async ({ body, request, reply }) =>
    beginSession(parts, reply, await accounts.signUp(body, request.ip)),
  );
  serve('signIn', async ({ body, request, reply }) =>
    beginSession(parts, reply, await accounts.signIn(body, request.ip)),
  );
  serve('session', ({ caller }) => describe(parts, caller));
  serve('token', async ({ caller }) => {
    // Also a device that is never away for long enough to come back must not count as idle.
    await devices.seen(caller.device);
    return await tokens.sign(caller);
  });
  serve('signOut', async ({ caller, request, reply }) => {
    await accounts.endDevice(caller);
    if (request.headers.cookie !== undefined)
      reply.header('set-cookie', await auth.forget(request.headers.cookie));
  });
};

export const beginSession = async (
  parts: AccountParts,
  reply: FastifyReply,
  { session, cookies }: SignedIn,
): Promise<SessionAnswer> => {
  reply.header('set-cookie', cookies);
  return await describe(parts, session);
};

const describe = async (
  { people, devices, relay }: AccountParts,
  { user, device }: Session,
): Promise<SessionAnswer> => {
  const [person, known, userDocument] = await Promise.all([
    people.person(user),
    devices.device(device),
    relay.userDocumentIndex(user),
  ]);
  if (known === undefined) throw new RefusedError('device-revoked');
  return { user: person, device: known, userDocument };
};
