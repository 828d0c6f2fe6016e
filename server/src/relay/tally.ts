import type { MessageId, UserId } from '@skein/shared/ids';
import { isCarriedForward } from '@skein/shared/timeline';
import type { Segment } from '@skein/shared/segment';

/** A message that counts as unread for everybody but its author until it is read: stamped here and not retracted. */
interface Counted {
  readonly seq: number;
  readonly author: UserId;
  readonly mentions: readonly UserId[];
}

/** By ascending `seq`. */
export type Tally = readonly Counted[];

export const tallyOfSegment = (segment: Segment): Tally => {
  const tally: Counted[] = [];
  const seen = new Set<MessageId>();
  for (const { id, author, mentions } of segment.messages.toArray()) {
    const stamp = segment.stamps.get(id);
    if (stamp === undefined || isCarriedForward(stamp) || seen.has(id)) continue;
    seen.add(id);
    tally.push({ seq: stamp.seq, author, mentions: mentions ?? [] });
  }
  return tally.sort((a, b) => a.seq - b.seq);
};

export interface Unread {
  readonly unread: number;
  readonly mentions: number;
}

export const unreadIn = (tally: Tally, viewer: UserId, readSeq: number): Unread => {
  let unread = 0;
  let mentions = 0;
  for (let i = tally.length - 1; i >= 0; i--) {
    const counted = tally[i];
    if (counted === undefined || counted.seq <= readSeq) break;
    if (counted.author === viewer) continue;
    unread += 1;
    if (counted.mentions.includes(viewer)) mentions += 1;
  }
  return { unread, mentions };
};
