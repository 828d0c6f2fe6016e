import type { UserId } from '@skein/shared/ids';
import { readMeta, readPositions, type SegmentMeta, segmentOf } from '@skein/shared/segment';
import { timeline, type TimelineMessage } from '@skein/shared/timeline';
import type { Replica } from './replica.ts';

/** What one segment comes to for its viewer. */
export interface SegmentTimeline {
  readonly meta: SegmentMeta | undefined;
  readonly stamped: readonly TimelineMessage[];
  readonly pending: readonly TimelineMessage[];
  readonly positions: ReadonlyMap<UserId, number>;
}

const known = new WeakMap<Replica, SegmentTimeline>();

/** Made once for every state of the document, however many look at it. */
export const timelineOf = (replica: Replica, viewer: UserId): SegmentTimeline => {
  const current = known.get(replica);
  if (current !== undefined) return current;
  const segment = segmentOf(replica.doc);
  const messages = timeline(segment, viewer);
  const fresh: SegmentTimeline = {
    meta: readMeta(segment),
    stamped: messages.filter(({ stamp }) => stamp !== undefined),
    pending: messages.filter(({ stamp }) => stamp === undefined),
    positions: readPositions(segment),
  };
  // While the copy is being read nobody listens to its document: for a listener, Yjs would encode all that is read.
  if (replica.isLoaded.get()) {
    known.set(replica, fresh);
    replica.doc.once('update', () => known.delete(replica));
  }
  return fresh;
};
