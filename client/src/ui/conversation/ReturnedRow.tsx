import type { RoomKind } from '@skein/shared/userDocument';
import type { ReturnedItem } from '../../app/conversationModel.ts';
import { Button } from '../components/Button.tsx';
import { DeliveryMark } from '../components/DeliveryMark.tsx';
import { clock } from '../words/time.ts';
import { useTimelineActions } from './timelineActions.ts';
import styles from './ReturnedRow.module.css';

interface ReturnedRowProps {
  readonly item: ReturnedItem;
  readonly rowKey: string;
  readonly kind: RoomKind;
}

/** A message that nobody else has, where it was written, with the reason and what can be done. */
export const ReturnedRow = ({ item, rowKey, kind }: ReturnedRowProps) => {
  const actions = useTimelineActions();
  return (
    <article
      tabIndex={-1}
      data-row-key={rowKey}
      data-message-id={item.id}
      data-delivery="returned"
      data-kind={kind}
      className={styles['returned']}
    >
      <span className="spoken">You, came back: </span>
      <p className={styles['text']}>{item.text}</p>
      <div className={styles['foot']}>
        <DeliveryMark state="returned" />
        <span className={styles['reason']}>
          {item.sentence} Nobody else has it. <span className={styles['time']}>{clock(item.sentAt)}</span>
        </span>
      </div>
      <div className={styles['actions']}>
        <Button onClick={() => actions.editReturned(item)}>Edit</Button>
        {item.canRetry && <Button onClick={() => actions.retryReturned(item.id)}>Retry</Button>}
        <Button onClick={() => actions.discardReturned(item.id)}>Discard</Button>
      </div>
    </article>
  );
};
