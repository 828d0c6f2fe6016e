import { memo } from 'react';
import type { Conversation, ConversationView } from '../../app/conversationModel.ts';
import { Picture } from '../components/Picture.tsx';
import { LoadMore } from './LoadMore.tsx';
import styles from './Beginning.module.css';

interface BeginningProps {
  readonly conversation: Conversation;
  readonly view: ConversationView;
  readonly empty: boolean;
}

/** Above the first message: more to load, or what this conversation is. */
export const Beginning = memo(({ conversation, view, empty }: BeginningProps) => {
  if (view.earlier !== 'none')
    return (
      <LoadMore
        words="Load earlier messages"
        isLoading={view.earlier === 'loading'}
        load={() => conversation.loadEarlier()}
      />
    );
  const direct = view.kind === 'direct';
  return (
    <div className={styles['beginning']}>
      <Picture
        id={view.peer?.id ?? conversation.room}
        name={view.title}
        kind={direct ? 'person' : 'group'}
        size={72}
      />
      <p className={styles['title']}>{view.title}</p>
      <p className={styles['text']}>
        {direct && view.peer !== undefined && !view.peer.deleted && `@${view.peer.username}. `}
        {empty
          ? 'Nothing written yet. The first message is yours to send.'
          : direct
            ? 'This is the beginning of your conversation.'
            : 'This is the beginning of what you can read here.'}
      </p>
    </div>
  );
});
