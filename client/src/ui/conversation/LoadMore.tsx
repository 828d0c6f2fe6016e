import { Button } from '../components/Button.tsx';
import { useTask } from '../useTask.ts';
import styles from './LoadMore.module.css';

interface LoadMoreProps {
  readonly words: string;
  readonly isLoading: boolean;
  readonly load: () => Promise<void>;
}

/** At an end of what is shown while there is more beyond: it comes by itself, unless that failed. */
export const LoadMore = ({ words, isLoading, load }: LoadMoreProps) => {
  const task = useTask();
  const loading = isLoading || task.running;
  return (
    <div className={styles['more']}>
      <Button look="quiet" disabled={loading} focusableWhenDisabled onClick={() => void task.run(load)}>
        {loading ? 'Loading…' : words}
      </Button>
      {task.failure !== undefined && (
        <p role="alert" className={styles['failure']}>
          {task.failure}
        </p>
      )}
    </div>
  );
};
