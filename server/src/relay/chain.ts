import type { RoomChain } from './contract.ts';

/** The arithmetic of a room's segments: a segment holds the `seq` from its `firstSeq` up to before the next one's. */

export const newChain = (at: number): RoomChain => ({ head: 0, lastSeq: 0, firstSeqs: [1], at });

const stampedInHead = ({ head, lastSeq, firstSeqs }: RoomChain): number =>
  lastSeq + 1 - (firstSeqs[head] ?? 1);

export const headIsEmpty = (chain: RoomChain): boolean => stampedInHead(chain) === 0;
export const headHolds = (chain: RoomChain, messages: number): boolean => stampedInHead(chain) >= messages;

export const withNextSeq = (chain: RoomChain, now: number): RoomChain => ({
  ...chain,
  lastSeq: chain.lastSeq + 1,
  // The relay's clock may be set back; arrival follows `seq` nevertheless.
  at: Math.max(chain.at, now),
});

export const withNextSegment = (chain: RoomChain): RoomChain => ({
  ...chain,
  head: chain.head + 1,
  firstSeqs: [...chain.firstSeqs, chain.lastSeq + 1],
});

/** Index of the segment that holds a `seq`. */
export const segmentOfSeq = ({ firstSeqs }: RoomChain, seq: number): number =>
  Math.max(
    0,
    firstSeqs.findLastIndex((firstSeq) => firstSeq <= seq),
  );
