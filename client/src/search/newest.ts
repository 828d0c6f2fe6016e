import type { MessageId } from '@skein/shared/ids';
import { queryTerms } from '@skein/shared/search/terms';
import type { MessageQuery } from './port.ts';
import { newestTime, searchSegment, type SegmentIndex } from './segmentIndex.ts';

export interface Hit {
  readonly segment: SegmentIndex;
  readonly id: MessageId;
  readonly at: number;
}

/** Whether there is anything to look for: a text of nothing but signs finds nothing, whatever narrows it. */
export const isQuery = ({ text, ...narrowing }: MessageQuery): boolean =>
  text.trim() === ''
    ? Object.values(narrowing).some((value) => value !== undefined)
    : queryTerms(text).length > 0;

/** The newest messages that match, newest first, and one more than the limit if there are so many. */
export const newestMatches = (
  segments: Iterable<SegmentIndex>,
  query: MessageQuery,
  limit: number,
): readonly Hit[] => {
  if (!isQuery(query)) return [];
  const { text, ...narrowing } = query;
  const terms = queryTerms(text);
  const wanted = limit + 1;
  const newestFirst = [...segments].sort((a, b) => newestTime(b) - newestTime(a));
  let hits: Hit[] = [];
  for (const segment of newestFirst) {
    const last = hits[wanted - 1];
    // Segments follow each other by their newest message: nothing newer is to come.
    if (last !== undefined && newestTime(segment) <= last.at) break;
    const numbers = searchSegment(segment, terms, narrowing, wanted);
    if (numbers.length === 0) continue;
    const more = numbers.flatMap((number) => {
      const id = segment.ids[number];
      return id === undefined ? [] : [{ segment, id, at: segment.times[number] ?? 0 }];
    });
    hits = [...hits, ...more].sort((a, b) => b.at - a.at).slice(0, wanted);
  }
  return hits;
};
