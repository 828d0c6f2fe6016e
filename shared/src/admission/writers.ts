import type * as Y from 'yjs';
import type { UserId } from '../ids.ts';
import { DOCUMENT_WRITERS, DOCUMENT_WRITERS_PER_PERSON } from '../limits.ts';
import { RefusedError } from '../refusals.ts';

/** Client ids claimed in memory, by the awareness of live connections. */
export type Claims = (client: number) => UserId | undefined;

/**
 * A Yjs client id belongs to one person: with a forged one, replicas that saw different structs under the same id
 * would stay different for ever. One that has structs here but no owner is the relay's, as is the one it writes with.
 * @returns the ids that are new here
 * @throws RefusedError for ids that are not this person's
 */
export const newWriters = (
  clients: Iterable<number>,
  doc: Y.Doc,
  writers: Y.Map<UserId>,
  user: UserId,
  claims: Claims,
): number[] => {
  const fresh: number[] = [];
  for (const client of clients) {
    const recorded = writers.get(String(client));
    if (recorded === undefined) fresh.push(client);
    const ofRelay = recorded === undefined && (doc.store.clients.has(client) || client === doc.clientID);
    const owner = recorded ?? claims(client);
    if (ofRelay || (owner !== undefined && owner !== user))
      throw new RefusedError('writer-foreign', `client ${client}`);
  }
  const total = doc.store.clients.size + fresh.length;
  if (fresh.length === 0 || total <= DOCUMENT_WRITERS_PER_PERSON) return fresh;
  const ofPerson = [...writers.values()].filter((owner) => owner === user).length + fresh.length;
  if (total > DOCUMENT_WRITERS || ofPerson > DOCUMENT_WRITERS_PER_PERSON)
    throw new RefusedError('too-many', 'writers');
  return fresh;
};
