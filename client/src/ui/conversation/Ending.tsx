import { memo } from 'react';
import type { Conversation, ConversationView } from '../../app/model.ts';
import { Button } from '../components/Button.tsx';
import { useTask } from '../useTask.ts';
import styles from './Beginning.module.css';

interface EndingProps {
  readonly conversation: Conversation;
  readonly later: ConversationView['later'];
}

/** Below the last message that is shown, while the conversation goes on. */
export const Ending = memo(({ conversation, later }: EndingProps) => {
  const task = useTask();
  if (later === 'none') return <div />;
  const loading = later === 'loading' || task.running;
  return (
    <div className={styles['more']}>
      <Button
        look="quiet"
        disabled={loading}
        focusableWhenDisabled
        onClick={() => void task.run(() => conversation.loadLater())}
      >
        {loading ? 'Loading…' : 'Load later messages'}
      </Button>
      {task.failure !== undefined && (
        <p role="alert" className={styles['failure']}>
          {task.failure}
        </p>
      )}
    </div>
  );
});
