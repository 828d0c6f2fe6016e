import { useCallback, useEffect, useLayoutEffect, useState } from 'react';
import type { ScrollToIndexOpts } from 'virtua';
import type { MessageId } from '@skein/shared/ids';
import type { Conversation } from '../../app/conversationModel.ts';
import type { Row } from './rows.ts';
import { sayNotShown } from './sayNotShown.ts';

const HIGHLIGHT_MS = 1_800;

/** A message to go to as soon as it stands here; where somebody stood before, or to be pointed out in the middle. */
interface Target {
  readonly message: MessageId;
  readonly offset?: number;
}

interface TargetOptions {
  readonly conversation: Conversation;
  readonly rows: readonly Row[];
  /** The message to begin at, which is shown. */
  readonly arriveAt: MessageId | undefined;
  /** From now on the list stays where it is. */
  readonly stay: () => void;
  readonly jumpToRow: (row: number, how: ScrollToIndexOpts) => void;
}

/** The way to a message that may not be here yet, and its being pointed out on arrival. */
export const useTarget = ({ conversation, rows, arriveAt, stay, jumpToRow }: TargetOptions) => {
  const [target, setTarget] = useState<Target | undefined>(
    arriveAt === undefined ? undefined : { message: arriveAt },
  );
  const [highlighted, setHighlighted] = useState<MessageId>();

  useLayoutEffect(() => {
    if (target === undefined) return;
    const row = rows.findIndex(({ key }) => key === target.message);
    if (row < 0) return;
    const { message, offset } = target;
    // Only now is the row there to go to; and rows that come later must not bring anybody back to it.
    // oxlint-disable-next-line react/set-state-in-effect
    setTarget(undefined);
    if (offset !== undefined) return jumpToRow(row, { align: 'start', offset: -offset });
    jumpToRow(row, { align: 'center' });
    setHighlighted(message);
  }, [target, rows, jumpToRow]);

  useEffect(() => {
    if (highlighted === undefined) return undefined;
    const timer = setTimeout(() => setHighlighted(undefined), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [highlighted]);

  const go = useCallback(
    (next: Target): void => {
      stay();
      setTarget(next);
      void conversation
        .showMessage(next.message)
        .catch(() => 'out-of-reach' as const)
        .then((shown) => {
          if (shown === 'shown') return;
          setTarget((current) => (current === next ? undefined : current));
          sayNotShown(shown);
        });
    },
    [conversation, stay],
  );
  const forget = useCallback((): void => setTarget(undefined), []);

  return { highlighted, go, forget };
};
