import type { MessageId } from '@skein/shared/ids';
import { type Refusal, refusalRow } from '@skein/shared/refusals';
import { derived, type Live } from '../sync/live.ts';
import type { SignedInPerson } from '../sync/signedInPerson.ts';
import type { ReturnedItem } from './conversationModel.ts';
import { share } from './share.ts';

/** A retry helps once the person is in the conversation again. */
const NEEDS_MEMBERSHIP: ReadonlySet<Refusal> = new Set([
  'removed-from-room',
  'room-forbidden',
  'segment-forbidden',
]);

/** Everything that came back and is not dealt with yet, oldest first. */
export const createReturnedItems = (signedIn: SignedInPerson): Live<readonly ReturnedItem[]> =>
  derived<readonly ReturnedItem[]>(
    (former) => {
      const rooms = new Set(signedIn.rooms.entries.get().map(({ id }) => id));
      const returned = signedIn.userDocuments.current.get()?.returned.entries() ?? [];
      const items = [...returned].map(([id, { room, text, reason, sentAt }]) => {
        const isMember = rooms.has(room) && signedIn.departures.reason(room) === undefined;
        return {
          id: id as MessageId,
          room,
          text,
          reason,
          sentence: refusalRow(reason).sentence,
          canRetry: isMember && (refusalRow(reason).retry || NEEDS_MEMBERSHIP.has(reason)),
          sentAt,
        };
      });
      return share(
        former,
        items.toSorted((a, b) => a.sentAt - b.sentAt),
      );
    },
    [signedIn.userDocuments, signedIn.rooms.entries, signedIn.departures],
  );
