import type { UserId } from '@skein/shared/ids';
import { type TimelineMessage, unread } from '@skein/shared/timeline';
import type { RoomEntry } from '@skein/shared/userDocument';

/**
 * How many messages of others lie after a read position. The relay's count is as old as its last projection; this
 * device may know of newer messages and of newer reading.
 *
 * @param stamped of the segments that this device has, without a gap from `firstSeq` on
 */
export const countUnread = (
  entry: Pick<RoomEntry, 'unread' | 'readSeq' | 'lastSeq'>,
  stamped: readonly TimelineMessage[],
  firstSeq: number,
  viewer: UserId,
  position: number,
): number => {
  const count = (from: number): number => unread(stamped, viewer, from).length;
  if (firstSeq <= position + 1) {
    // All that follows the position is here, but for what the list tells of and the segment has yet to bring.
    const last = stamped.at(-1)?.stamp?.seq ?? firstSeq - 1;
    const missing = Math.max(0, entry.lastSeq - Math.max(last, position));
    return count(position) + Math.min(missing, Math.max(0, entry.unread - count(entry.readSeq)));
  }
  const sinceRead = count(entry.readSeq) - count(Math.max(position, entry.readSeq));
  const sinceProjection = count(Math.max(entry.lastSeq, position));
  // Whoever has read to where the relay counted has read all of that, though none of it be here.
  const left = position >= entry.lastSeq ? 0 : Math.max(0, entry.unread - sinceRead);
  return left + sinceProjection;
};
