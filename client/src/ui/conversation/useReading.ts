import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { Conversation } from '../../app/model.ts';
import type { Row } from './rows.ts';

/** The `seq` of the last stamped message in rows up to and with this one. */
const seqUpTo = (rows: readonly Row[], last: number): number | undefined => {
  for (let index = Math.min(last, rows.length - 1); index >= 0; index -= 1) {
    const row = rows[index];
    if (row?.type === 'message' && row.message.seq !== undefined) return row.message.seq;
  }
  return undefined;
};

const isLooking = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

/**
 * Tells the conversation what was in view while the person looked. Also once on entry when there is nothing new, since
 * that takes away a mark "unread" that the person set.
 * @returns call it whenever what is in view may have changed.
 */
export const useReading = (
  conversation: Conversation,
  rows: readonly Row[],
  lastVisibleRow: () => number,
): (() => void) => {
  const seen = useRef({ rows, lastVisibleRow });
  const told = useRef(-1);
  useLayoutEffect(() => {
    seen.current = { rows, lastVisibleRow };
  });
  const report = useCallback(() => {
    if (!isLooking()) return;
    const seq = seqUpTo(seen.current.rows, seen.current.lastVisibleRow());
    if (seq === undefined || seq <= told.current) return;
    told.current = seq;
    conversation.readUpTo(seq);
  }, [conversation]);
  useEffect(() => {
    window.addEventListener('focus', report);
    document.addEventListener('visibilitychange', report);
    return () => {
      window.removeEventListener('focus', report);
      document.removeEventListener('visibilitychange', report);
    };
  }, [report]);
  return report;
};
