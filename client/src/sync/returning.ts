import type { RoomId } from '@skein/shared/ids';
import type { Amendment, Message } from '@skein/shared/message';
import type { Refusal } from '@skein/shared/refusals';
import type { ReturnedMessage } from '@skein/shared/userDocument';
import type { Clock } from './environment.ts';
import type { OwnEntries } from './ownChanges.ts';

/** Something composed that goes back to its author, by the id that it keeps in `returned`. */
export type ReturnedEntry = readonly [id: string, returned: ReturnedMessage];

/** Puts what cannot be delivered where its author finds it; resolves once that is durable. */
export type FileReturned = (entries: readonly ReturnedEntry[]) => Promise<void>;

/** Reactions, retractions and cursors carry nothing that somebody would want back. */
export const returnedEntries = (
  room: RoomId,
  changes: { readonly messages: readonly Message[]; readonly amendments: readonly Amendment[] },
  reason: (id: string) => Refusal,
  clock: Clock,
): ReturnedEntry[] => {
  const entry = (id: string, text: string, sentAt: number, replyTo?: Message['replyTo']): ReturnedEntry => [
    id,
    {
      room,
      text,
      reason: reason(id),
      sentAt,
      returnedAt: clock.now(),
      ...(replyTo === undefined ? {} : { replyTo }),
    },
  ];
  return [
    ...changes.messages.map(({ id, text, sentAt, replyTo }) => entry(id, text, sentAt, replyTo)),
    ...changes.amendments.flatMap(({ id, text, at }) => (text === undefined ? [] : [entry(id, text, at)])),
  ];
};

/** Drafts are texts too: when their document cannot be healed they come back like messages. */
export const returnedDrafts = (
  entries: OwnEntries,
  newId: () => string,
  clock: Clock,
  reason: Refusal = 'internal',
): OwnEntries =>
  entries.flatMap(([root, key, value]) => {
    if (root === 'returned') return [[root, key, value] as const];
    if (root !== 'drafts' || !isDraft(value) || value.text === '') return [];
    const returned: ReturnedMessage = {
      room: key as RoomId,
      text: value.text,
      reason,
      sentAt: value.at,
      returnedAt: clock.now(),
    };
    return [['returned', newId(), returned] as const];
  });

const isDraft = (value: unknown): value is { readonly text: string; readonly at: number } =>
  typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string';
