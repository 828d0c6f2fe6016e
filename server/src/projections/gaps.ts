import { GAPS_LISTED } from '@skein/shared/limits';
import type { Gap } from '@skein/shared/userDocument';
import type { ReadableSegment } from '../relay/contract.ts';

/** The runs of segments that somebody may not read. Of too many the oldest become one, with what lies between them. */
export const gapsIn = (firstSeqs: readonly number[], readable: ReadableSegment): readonly Gap[] => {
  const gaps: { from: number; to: number }[] = [];
  for (const [index, firstSeq] of firstSeqs.entries()) {
    if (readable(firstSeq)) continue;
    const last = gaps.at(-1);
    if (last?.to === index - 1) last.to = index;
    else gaps.push({ from: index, to: index });
  }
  const [oldest, ...others] = gaps.slice(-GAPS_LISTED);
  if (oldest === undefined || gaps.length <= GAPS_LISTED) return gaps;
  return [{ from: 0, to: oldest.to }, ...others];
};
