import type { Accounts } from '../accounts/accounts.ts';
import type { AccountDeletion } from '../accounts/deletion.ts';
import type { Serve } from './serve.ts';

interface Parts {
  readonly accounts: Accounts;
  readonly deletion: AccountDeletion;
}

/** What somebody does to their own account as a whole. */
export const serveAccount = (serve: Serve, { accounts, deletion }: Parts): void => {
  serve('deleteAccount', async ({ caller, body, request }) => {
    // The cookie stays: a device that missed the answer is told once more, and wipes itself.
    await accounts.checkPassword(caller, request.headers.cookie ?? '', body.password, request.ip);
    await deletion.delete(caller.user);
  });
};
