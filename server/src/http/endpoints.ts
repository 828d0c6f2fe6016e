import type { ServerInfo } from '@skein/shared/api/schemas';
import type { FastifyInstance } from 'fastify';
import type { Accounts } from '../accounts/accounts.ts';
import type { Auth, Session } from '../accounts/betterAuth.ts';
import type { Linking } from '../accounts/linking.ts';
import type { Tokens } from '../accounts/tokens.ts';
import type { Directory } from '../directory/directory.ts';
import type { Exports } from '../export/exports.ts';
import type { Channels, Relay } from '../relay/contract.ts';
import type { Clock, Schedule } from '../relay/ports.ts';
import type { MessageSearch } from '../search/messageSearch.ts';
import type { AccountDeletion } from '../accounts/deletion.ts';
import { serveAccount } from './account.ts';
import { serveAccounts } from './accounts.ts';
import { authenticateWith } from './authenticate.ts';
import { serveDevices } from './devices.ts';
import { serveExport } from './export.ts';
import { serveInvites } from './invites.ts';
import { serveLinks } from './links.ts';
import { serveMessages } from './messages.ts';
import { servePeople } from './people.ts';
import { serveRelayInfo } from './relayInfo.ts';
import { serveRooms } from './rooms.ts';
import { serveSearch } from './search.ts';
import { serveOn } from './serve.ts';

interface Parts {
  readonly directory: Directory;
  readonly accounts: Accounts;
  readonly deletion: AccountDeletion;
  readonly exports: Exports;
  readonly linking: Linking;
  /** May this device have anything of its person's conversations now? @throws RefusedError */
  readonly checkServed: (session: Session) => Promise<void>;
  readonly auth: Auth;
  readonly tokens: Tokens;
  readonly relay: Relay & Pick<Channels, 'attend'>;
  readonly search: MessageSearch;
  readonly info: ServerInfo;
  readonly publicUrl: string | undefined;
  readonly cookieName: string;
  /** Does not look at how much somebody asks for. */
  readonly isTrafficUnlimited: boolean;
  readonly now: Clock;
  readonly schedule: Schedule;
}

/** The whole HTTP contract. */
export const serveEndpoints = (app: FastifyInstance, parts: Parts): void => {
  const { directory, accounts, now } = parts;
  const serve = serveOn(app, authenticateWith(accounts, parts.checkServed));
  const all = { ...directory, ...parts };
  serveRelayInfo(app, serve, all);
  serveAccounts(serve, all);
  serveAccount(serve, all);
  servePeople(serve, directory.people, now);
  serveRooms(serve, all);
  serveMessages(serve, all);
  serveSearch(serve, parts.search, now);
  serveDevices(serve, all);
  serveExport(serve, all);
  serveInvites(serve, all);
  serveLinks(serve, all);
};
