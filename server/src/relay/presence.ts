import type { Listener } from './audience.ts';
import type { LiveDocument } from './liveDocument.ts';
import type { AwarenessEntry } from './messages.ts';
import type { Grant } from './ports.ts';

type Owner = Listener & { readonly grant: Grant };

const parsed = (state: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(state);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // What is no JSON is nobody's state, and is dropped like a foreign one.
    return undefined;
  }
};

/**
 * The state of an awareness message that is the connection's own to show. A stock client sends back every state it
 * receives, so whatever is somebody else's is passed over in silence.
 *
 * A state that comes alone, for an id that belongs to nobody else, claims the id for the connection's person. One that
 * says nothing about its person (a stock client's first, `{}`) claims, but is shown to nobody.
 */
export const ownStateIn = (
  entries: readonly AwarenessEntry[],
  owner: Owner,
  live: LiveDocument,
): AwarenessEntry | undefined => {
  const { audience } = live;
  const [first] = entries;
  if (first === undefined) return undefined;
  const own = entries.find(({ client }) => audience.owns(owner, client));
  const entry = own ?? (entries.length === 1 && mayClaim(first, owner, live) ? first : undefined);
  if (entry === undefined) return undefined;
  if (entry.state === 'null') return entry;
  const state = parsed(entry.state);
  if (state === undefined) return undefined;
  const isMine = state['user'] === owner.grant.user && state['device'] === owner.grant.device;
  const isSilent = state['user'] === undefined && state['device'] === undefined;
  if (!own && (isMine || isSilent)) audience.claim(entry.client, owner);
  return isMine ? entry : undefined;
};

/** Once a connection: its first state is its own, later ones may be another tab's that it sends back. */
const mayClaim = ({ client, state }: AwarenessEntry, owner: Owner, live: LiveDocument): boolean => {
  if (state === 'null' || live.audience.hasClaim(owner)) return false;
  const claimant = live.audience.claimant(client);
  if (claimant !== undefined && claimant !== owner.grant.user) return false;
  const writer = live.ownerOf(client);
  return writer === undefined || writer === owner.grant.user;
};
