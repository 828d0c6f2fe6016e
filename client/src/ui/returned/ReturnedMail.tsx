import type { ReturnedItem } from '../../app/conversationModel.ts';
import { Button } from '../components/Button.tsx';
import { Failure } from '../components/Failure.tsx';
import { copyText } from '../copyText.ts';
import { useMe, useRouter } from '../contexts.ts';
import { useTask } from '../useTask.ts';
import { fullTime } from '../words/time.ts';
import styles from './Returned.module.css';

interface ReturnedMailProps {
  readonly item: ReturnedItem;
  /** The conversation's title; absent where the person is no longer in it. */
  readonly place: string | undefined;
  readonly onClose: () => void;
}

export const ReturnedMail = ({ item, place, onClose }: ReturnedMailProps) => {
  const me = useMe();
  const router = useRouter();
  const task = useTask();

  const discard = (): void => {
    const conversation = me.openConversation(item.room);
    conversation.discardReturned(item.id);
    const route = router.route.get();
    // The one on screen is the same object, and stays.
    if (route.name !== 'conversation' || route.room !== item.room) conversation.close();
  };
  const visit = (): void => {
    router.navigate({ name: 'conversation', room: item.room });
    onClose();
  };

  return (
    <li className={styles['mail']}>
      <p className={styles['place']}>
        {place === undefined ? 'A conversation you are no longer in' : place}
        <time dateTime={new Date(item.sentAt).toISOString()}> · {fullTime(item.sentAt)}</time>
      </p>
      <p className={styles['text']}>{item.text}</p>
      <p className={styles['reason']}>{item.sentence}</p>
      {task.failure !== undefined && <Failure>{task.failure}</Failure>}
      <div className={styles['actions']}>
        {place !== undefined && <Button onClick={visit}>Open conversation</Button>}
        <Button onClick={() => void copyText(item.text)}>Copy</Button>
        <Button onClick={discard}>Discard</Button>
      </div>
    </li>
  );
};
