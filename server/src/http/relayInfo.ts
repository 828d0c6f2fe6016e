import type { ServerInfo } from '@skein/shared/api/schemas';
import type { FastifyInstance } from 'fastify';
import type { Auth } from '../accounts/betterAuth.ts';
import { openApi } from './openapi.ts';
import type { Serve } from './serve.ts';

interface Parts {
  readonly info: ServerInfo;
  readonly auth: Auth;
  readonly cookieName: string;
}

/** What the relay says of itself to programs: the contract, the keys of its tokens, what it offers. */
export const serveRelayInfo = (
  app: FastifyInstance,
  serve: Serve,
  { info, auth, cookieName }: Parts,
): void => {
  const description = openApi(info.version, cookieName);
  serve('serverInfo', () => Promise.resolve(info));
  app.get('/api/openapi.json', () => description);
  app.get('/api/auth/jwks', () => auth.keys());
};
