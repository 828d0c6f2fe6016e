import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { Conversation } from '../../app/conversationModel.ts';
import type { Row } from './rows.ts';

/** The `seq` of the last stamped message. */
const lastSeqOf = (rows: readonly Row[]): number | undefined => {
  const row = rows.findLast((each) => each.type === 'message' && each.message.seq !== undefined);
  return row?.type === 'message' ? row.message.seq : undefined;
};

const isLooking = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

/**
 * Tells the conversation that all is read, when its end is in view while the person looks. Also once on entry when there
 * is nothing new, since that takes away a mark "unread" that the person set.
 * @returns call it whenever what is in view may have changed.
 */
export const useReading = (
  conversation: Conversation,
  rows: readonly Row[],
  isEndInView: () => boolean,
): (() => void) => {
  const seen = useRef({ rows, isEndInView });
  const told = useRef(-1);
  useLayoutEffect(() => {
    seen.current = { rows, isEndInView };
  });
  const report = useCallback(() => {
    if (!isLooking() || !seen.current.isEndInView()) return;
    const seq = lastSeqOf(seen.current.rows);
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
