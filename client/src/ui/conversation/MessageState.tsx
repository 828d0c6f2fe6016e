import type { MessageView } from '../../app/conversationModel.ts';
import { DeliveryMark } from '../components/DeliveryMark.tsx';
import { Tip } from '../components/Tip.tsx';
import { nameList } from '../words/people.ts';
import { clock, fullTime, writtenAt } from '../words/time.ts';
import styles from './MessageState.module.css';

interface MessageStateProps {
  readonly message: MessageView;
  /** Otherwise it is only said aloud: the last of the group shows it for all. */
  readonly shown: boolean;
  readonly group: boolean;
}

const wordsOf = ({ delivery, readers }: MessageView, group: boolean): string | undefined => {
  if (group && delivery === 'read') return 'Read by everybody';
  if (readers === undefined || readers.seen.length === 0) return undefined;
  return `Read by ${nameList(readers.seen.map(({ name }) => name))}`;
};

/** At the end of the last line: late note, "edited", time and mark. */
export const MessageState = ({ message, shown, group }: MessageStateProps) => {
  const { at, sentAt, late, edited, retracted, delivery } = message;
  const words = wordsOf(message, group);
  const note = [late ? writtenAt(sentAt, at) : '', edited && !retracted ? 'edited' : '']
    .filter(Boolean)
    .join(', ');
  if (!shown && note === '') {
    return (
      <span className="spoken">
        , {clock(at)}
        {delivery !== undefined && `, ${delivery === 'pending' ? 'not sent yet' : delivery}`}
      </span>
    );
  }
  return (
    <>
      {/* A wide space that stays behind when the rest goes to the next line. */}
      {group && '\u2003'}
      <span className={styles['state']} data-inline={group || undefined}>
        {note !== '' && <span className={styles['note']}>{note}</span>}
        {shown && (
          <>
            <Tip text={fullTime(at)}>
              <time dateTime={new Date(at).toISOString()}>{clock(at)}</time>
            </Tip>
            {delivery !== undefined && (
              <DeliveryMark state={delivery} {...(words === undefined ? {} : { words })} />
            )}
          </>
        )}
      </span>
    </>
  );
};
