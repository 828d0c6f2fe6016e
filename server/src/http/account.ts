import type { AccountDeletion } from '../accounts/deletion.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Auth } from '../accounts/betterAuth.ts';
import type { Serve } from './serve.ts';

interface Parts {
  readonly accounts: Accounts;
  readonly auth: Auth;
  readonly deletion: AccountDeletion;
}

/** What somebody does to their own account as a whole. */
export const serveAccount = (serve: Serve, { accounts, auth, deletion }: Parts): void => {
  serve('deleteAccount', async ({ caller, body, request, reply }) => {
    const { cookie = '' } = request.headers;
    await accounts.checkPassword(caller, cookie, body.password, request.ip);
    await deletion.delete(caller.user);
    reply.header('set-cookie', await auth.forget(cookie));
  });
};
