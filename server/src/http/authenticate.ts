import type { Accounts } from '../accounts/accounts.ts';
import type { Session } from '../accounts/betterAuth.ts';
import type { Authenticate } from './serve.ts';

const BEARER = /^Bearer (.+)$/i;

/**
 * By `Authorization: Bearer <JWT>` where that will do, or else by the session cookie, which is prolonged now and then.
 * @param checkServed throws when a device may have nothing of its person's conversations now
 */
export const authenticateWith = (
  accounts: Accounts,
  checkServed: (session: Session) => Promise<void>,
): Authenticate => {
  const authenticate: Authenticate = async ({ headers }, reply, by) => {
    const token = BEARER.exec(headers.authorization ?? '')?.[1];
    if (token !== undefined && (by === 'session' || by === 'served')) {
      const { user, device } = await accounts.byToken(token);
      return { user, device };
    }
    if (by === 'ended') return await accounts.byEndedCookie(headers.cookie ?? '');
    const { session, cookies } = await accounts.byCookie(headers.cookie ?? '');
    if (cookies.length > 0) reply.header('set-cookie', cookies);
    return session;
  };
  return async (request, reply, by) => {
    const session = await authenticate(request, reply, by);
    if (by === 'served') await checkServed(session);
    return session;
  };
};
