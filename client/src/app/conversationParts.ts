import type { SignedInPerson } from '../sync/signedInPerson.ts';
import type { Live } from '../sync/live.ts';
import type { Api } from './api.ts';
import type { Drafts } from './drafts.ts';
import type { ReturnedItem } from './conversationModel.ts';
import type { People } from './people.ts';

/** What an open conversation is made of. */
export interface ConversationParts {
  readonly signedIn: SignedInPerson;
  readonly api: Api;
  readonly people: Live<People>;
  readonly drafts: Drafts;
  readonly returned: Live<readonly ReturnedItem[]>;
}
