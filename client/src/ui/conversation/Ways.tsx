import { ArrowUp, ChevronDown, Undo2 } from 'lucide-react';
import { Badge } from '../components/Badge.tsx';
import { useRouter } from '../contexts.ts';
import { counted } from '../words/people.ts';
import { useTimelineActions } from './timelineActions.ts';
import styles from './Ways.module.css';

interface WaysProps {
  /** How many were new on entry, while the first of them is farther up and was not seen; 0 when that is not known. */
  readonly newAbove: number | undefined;
  readonly onFirstNew: () => void;
  /** The person jumped to here. */
  readonly cameByJump: boolean;
  /** The end is out of sight. */
  readonly away: boolean;
  readonly unread: number;
}

/** Ways to other places of the conversation, over its edges: up to what is new, back from a jump, down to the end. */
export const Ways = ({ newAbove, onFirstNew, cameByJump, away, unread }: WaysProps) => {
  const router = useRouter();
  const { toLatest } = useTimelineActions();
  return (
    <>
      {newAbove !== undefined && (
        <button type="button" className={styles['first']} onClick={onFirstNew}>
          <ArrowUp aria-hidden />
          {newAbove > 0 ? counted(newAbove, 'new message') : 'New messages'}
        </button>
      )}
      <div className={styles['bottom']}>
        {cameByJump && away && (
          <button type="button" className={styles['back']} onClick={() => router.back()}>
            <Undo2 aria-hidden />
            Back to where you were
          </button>
        )}
        {away && (
          <button type="button" className={styles['latest']} aria-label="Jump to latest" onClick={toLatest}>
            {unread > 0 && (
              <span className={styles['count']}>
                <Badge count={unread} />
              </span>
            )}
            <ChevronDown aria-hidden />
          </button>
        )}
      </div>
    </>
  );
};
