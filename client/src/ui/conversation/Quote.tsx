import type { MessageView } from '../../app/conversationModel.ts';
import { useHue } from '../components/Picture.tsx';
import { useTimelineActions } from './timelineActions.ts';
import styles from './Quote.module.css';

/** What a message answers, in as much room whether it is here yet or not; a press goes there. */
export const Quote = ({ replyTo }: { readonly replyTo: NonNullable<MessageView['replyTo']> }) => {
  const { jumpTo } = useTimelineActions();
  const { id, author, text, retracted } = replyTo;
  const hue = useHue(author?.id ?? '');
  return (
    <button type="button" className={styles['quote']} onClick={() => jumpTo(id)}>
      <span className="spoken">Answers</span>
      <span className={styles['author']} {...(author && hue)}>
        {author?.name ?? 'An earlier message'}
      </span>
      <span className={styles['text']}>
        {retracted ? <em>Message retracted</em> : (text ?? 'Go to the original')}
      </span>
    </button>
  );
};
