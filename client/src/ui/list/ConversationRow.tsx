import { memo } from 'react';
import type { Person } from '@skein/shared/api/schemas';
import type { Delivery } from '../../app/conversationModel.ts';
import type { ConversationSummary } from '../../app/model.ts';
import { Badge, MentionBadge, UnreadDot } from '../components/Badge.tsx';
import { DeliveryMark } from '../components/DeliveryMark.tsx';
import { Link } from '../components/Link.tsx';
import { Picture } from '../components/Picture.tsx';
import { typingSentence } from '../words/people.ts';
import { fullTime, shortTime } from '../words/time.ts';
import styles from './ConversationRow.module.css';

interface ConversationRowProps {
  readonly conversation: ConversationSummary;
  readonly current: boolean;
  /** Midnight of today: times are worded against it. */
  readonly today: number;
}

/** Who has deleted their account has no name to shorten. */
const firstName = ({ name, deleted }: Person): string =>
  deleted ? name : (name.trim().split(/\s+/)[0] ?? name);

const showsDraft = ({ draft }: ConversationSummary, current: boolean): boolean =>
  !current && draft !== undefined && draft.trim() !== '';

/** The mark belongs to the newest message, and stands where that is shown. */
const markOf = (conversation: ConversationSummary, current: boolean): Delivery | undefined => {
  const { typing, preview } = conversation;
  if (typing.length > 0 || showsDraft(conversation, current) || !preview?.own) return undefined;
  return preview.delivery;
};

const Preview = ({ conversation, current }: Pick<ConversationRowProps, 'conversation' | 'current'>) => {
  const { kind, typing, draft, preview } = conversation;
  if (typing.length > 0) {
    const words = kind === 'direct' ? 'typing' : typingSentence(typing.map(firstName));
    return <span className={styles['typing']}>{words}…</span>;
  }
  if (showsDraft(conversation, current)) {
    return (
      <>
        <span className={styles['draft']}>Draft: </span>
        {draft}
      </>
    );
  }
  if (!preview) return <>Nothing written yet</>;
  const author = preview.own ? 'You: ' : kind === 'group' ? `${firstName(preview.author)}: ` : '';
  return (
    <>
      {author}
      {preview.retracted ? <em>message retracted</em> : preview.text}
    </>
  );
};

export const ConversationRow = memo(({ conversation, current, today }: ConversationRowProps) => {
  const { id, kind, title, peer, at, unread, mentioned, markedUnread, present } = conversation;
  const mark = markOf(conversation, current);
  return (
    <Link to={{ name: 'conversation', room: id }} current={current} className={styles['row']} data-row>
      <Picture
        id={peer?.id ?? id}
        name={title}
        kind={kind === 'direct' ? 'person' : 'group'}
        present={present && kind === 'direct'}
      />
      <span className={styles['text']}>
        <span className={styles['line']}>
          <span className={styles['title']} data-unread={unread > 0 || markedUnread || undefined}>
            {title}
          </span>
          <time className={styles['time']} dateTime={new Date(at).toISOString()} title={fullTime(at)}>
            {shortTime(at, today)}
          </time>
        </span>
        <span className={styles['line']}>
          {mark !== undefined && <DeliveryMark state={mark} />}
          <span className={styles['preview']}>
            <Preview conversation={conversation} current={current} />
          </span>
          {mentioned && <MentionBadge />}
          {unread > 0 && <Badge count={unread} />}
          {unread === 0 && markedUnread && <UnreadDot />}
        </span>
      </span>
    </Link>
  );
});
