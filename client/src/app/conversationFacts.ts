import type { UserId } from '@skein/shared/ids';
import type { TimelineMessage } from '@skein/shared/timeline';
import type { RoomEntry } from '@skein/shared/userDocument';
import { othersIn } from '../sync/presence.ts';
import type { OpenDocument } from '../sync/openDocument.ts';
import { timelineOf } from '../sync/segmentTimeline.ts';
import type { SignedInPerson } from '../sync/signedInPerson.ts';
import { countUnread } from './unread.ts';

/** What this device knows of a conversation, over all of its segments that are open here. */
export interface ConversationFacts {
  readonly stamped: readonly TimelineMessage[];
  /** Own messages that no relay has stamped, oldest first. */
  readonly pending: readonly TimelineMessage[];
  /** How far each person has read. */
  readonly positions: ReadonlyMap<UserId, number>;
  /** How far the viewer has read, over all devices. */
  readonly readSeq: number;
  readonly lastSeq: number;
  readonly unread: number;
  readonly present: ReadonlySet<UserId>;
  readonly typing: ReadonlySet<UserId>;
}

/** @param shown ascending without a gap, the head last; what is pending may stand in `aside` too */
export const conversationFacts = (
  signedIn: SignedInPerson,
  entry: RoomEntry,
  shown: readonly OpenDocument[],
  aside: readonly OpenDocument[],
): ConversationFacts => {
  const { user } = signedIn.identity;
  const timelines = shown.flatMap((document) => {
    const replica = document.replica.get();
    return replica ? [timelineOf(replica, user)] : [];
  });
  const stamped = timelines.flatMap((part) => part.stamped);
  const stampedIds = new Set(stamped.map(({ id }) => id));
  const asidePending = aside.flatMap((document) => {
    const replica = document.replica.get();
    return replica ? timelineOf(replica, user).pending : [];
  });
  const pendingById = new Map(
    [...asidePending, ...timelines.flatMap((part) => part.pending)].map((message) => [message.id, message]),
  );
  const positions = new Map<UserId, number>();
  for (const part of timelines)
    for (const [person, seq] of part.positions)
      positions.set(person, Math.max(seq, positions.get(person) ?? 0));
  const lastSeq = Math.max(entry.lastSeq, stamped.at(-1)?.stamp?.seq ?? 0);
  const readSeq = Math.max(entry.readSeq, positions.get(user) ?? 0, signedIn.readPositions.get(entry.id));
  const firstSeq =
    timelines.length === shown.length
      ? (timelines[0]?.meta?.firstSeq ?? Number.POSITIVE_INFINITY)
      : Number.POSITIVE_INFINITY;
  return {
    stamped,
    pending: [...pendingById.values()]
      .filter(({ id }) => !stampedIds.has(id))
      .toSorted((a, b) => a.sentAt - b.sentAt),
    positions,
    readSeq,
    lastSeq,
    unread: countUnread(entry, stamped, firstSeq, user, readSeq),
    ...othersIn(shown.at(-1)?.replica.get(), user),
  };
};

/** The stamped messages of some segments, as one person sees them. */
export const stampedIn = (documents: readonly OpenDocument[], user: UserId): readonly TimelineMessage[] =>
  documents.flatMap((document) => {
    const replica = document.replica.get();
    return replica ? timelineOf(replica, user).stamped : [];
  });

/** The person's position as the documents tell it, which this device need not write again. */
export const writtenPosition = (
  signedIn: SignedInPerson,
  entry: RoomEntry,
  shown: readonly OpenDocument[],
): number => {
  const { user } = signedIn.identity;
  const own = shown.flatMap((document) => {
    const replica = document.replica.get();
    return replica ? [timelineOf(replica, user).positions.get(user) ?? 0] : [];
  });
  return Math.max(entry.readSeq, ...own);
};
