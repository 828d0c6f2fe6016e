import { type RefObject, useCallback, useMemo, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { NewLine } from './newLine.ts';
import type { Row } from './rows.ts';
import { rowOf } from './visibleRows.ts';

/**
 * What of the conversation is in sight, and what is out of it above and below.
 * @param isAtEnd the last row is the end of the conversation
 */
export const useInSight = (
  list: RefObject<VirtualizerHandle | null>,
  rows: readonly Row[],
  line: NewLine,
  isAtEnd: boolean,
) => {
  const [away, setAway] = useState(false);
  const [topRow, setTopRow] = useState<number>();
  /** The line that was in sight, by its `seq`. */
  const [lineSeen, setLineSeen] = useState<number>();
  const [lineAbove, setLineAbove] = useState(false);
  const lineRow = useMemo(() => rows.findIndex((row) => row.type === 'message' && row.newLine), [rows]);

  const isEndInView = (): boolean => {
    const handle = list.current;
    if (!handle || !isAtEnd) return false;
    return rowOf(handle.findItemIndex(handle.scrollOffset + handle.viewportSize - 4)) >= rows.length - 1;
  };

  /** Call it whenever that may have changed; `touched`: the person moved it, not the app. */
  const look = useCallback(
    (touched: boolean): void => {
      const handle = list.current;
      if (!handle) return;
      const { scrollOffset, scrollSize, viewportSize } = handle;
      setAway(!isAtEnd || scrollSize - viewportSize - scrollOffset > viewportSize / 2);
      const top = rowOf(handle.findItemIndex(scrollOffset));
      const bottom = rowOf(handle.findItemIndex(scrollOffset + viewportSize));
      if (lineRow >= 0 && top <= lineRow && lineRow <= bottom) setLineSeen(line.after);
      setLineAbove(line.after !== undefined && (lineRow < 0 || lineRow < top));
      if (touched) setTopRow(Math.max(0, rowOf(handle.findItemIndex(scrollOffset + 12))));
    },
    [list, isAtEnd, lineRow, line.after],
  );

  return {
    look,
    isEndInView,
    /** The end is out of sight. */
    away,
    /** Undefined until the person moves. */
    topRow,
    /** Where the line of new messages stands; -1 for nowhere here. */
    lineRow,
    /** It is farther up, and was not seen yet. */
    lineWaits: lineAbove && lineSeen !== line.after,
  };
};
