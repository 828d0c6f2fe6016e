import { CalendarDays, CloudDownload, Link2, Paperclip } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { previewParts } from '../../search/highlight.ts';
import { Badge } from '../components/Badge.tsx';
import { Picture } from '../components/Picture.tsx';
import { useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import { fullTime, shortTime } from '../words/time.ts';
import type { Option } from './options.ts';
import type { Suggestion } from './suggestions.ts';
import styles from './OptionRow.module.css';

interface OptionRowProps {
  readonly id: string;
  readonly option: Option;
  /** The words that were looked for. */
  readonly query: string;
  readonly selected: boolean;
  /** Midnight of today: times are worded against it. */
  readonly today: number;
  readonly onChoose: (option: Option) => void;
}

type Of<Kind extends Option['kind']> = Extract<Option, { readonly kind: Kind }>;

const SuggestionPicture = ({
  suggestion: { person, conversation, filters },
}: {
  readonly suggestion: Suggestion;
}) => {
  if (person) return <Picture id={person.id} name={person.name} size={28} />;
  if (conversation) {
    const { id, peer, title, kind } = conversation;
    return (
      <Picture id={peer?.id ?? id} name={title} kind={kind === 'group' ? 'group' : 'person'} size={28} />
    );
  }
  const Sign = filters.date ? CalendarDays : filters.has === 'file' ? Paperclip : Link2;
  return (
    <span aria-hidden className={styles['sign']}>
      <Sign />
    </span>
  );
};

const ConversationOption = ({ conversation }: Pick<Of<'conversation'>, 'conversation'>) => {
  const { id, kind, title, peer, unread } = conversation;
  return (
    <>
      <Picture id={peer?.id ?? id} name={title} kind={kind === 'direct' ? 'person' : 'group'} size={36} />
      <span className={styles['name']}>{title}</span>
      {unread > 0 && <Badge count={unread} />}
    </>
  );
};

const MessageOption = ({
  result,
  query,
  today,
}: Pick<Of<'message'>, 'result'> & { query: string; today: number }) => {
  const me = useMe();
  const people = useLive(me.people);
  const { items } = useLive(me.conversations);
  const { room, author, at, text, isHere } = result;
  const conversation = items.find(({ id }) => id === room);
  const name = people.get(author)?.name ?? 'Somebody';
  const who = author === me.user.id ? 'You' : conversation?.kind === 'direct' ? undefined : name;
  return (
    <>
      <Picture id={author} name={name} size={36} />
      <span className={styles['text']}>
        <span className={styles['line']}>
          <span className={styles['name']}>{conversation?.title ?? 'A conversation'}</span>
          {!isHere && (
            <span className={styles['away']} title="Not on this device: from the relay">
              <CloudDownload aria-hidden />
              <span className="spoken">, not on this device,</span>
            </span>
          )}
          <time className={styles['time']} dateTime={new Date(at).toISOString()} title={fullTime(at)}>
            {shortTime(at, today)}
          </time>
        </span>
        <span className={styles['said']} dir="auto">
          {who !== undefined && <span className={styles['author']}>{who}: </span>}
          {previewParts(text, query).map((part, index) =>
            part.marked ? (
              // Parts of one text never move against each other.
              // oxlint-disable-next-line react/no-array-index-key
              <mark key={index} className={styles['mark']}>
                {part.text}
              </mark>
            ) : (
              part.text
            ),
          )}
        </span>
      </span>
    </>
  );
};

const contentOf = (option: Option, query: string, today: number): ReactNode => {
  switch (option.kind) {
    case 'suggestion':
      return (
        <>
          <SuggestionPicture suggestion={option.suggestion} />
          <span className={styles['name']}>{option.suggestion.label}</span>
          {option.suggestion.person && !option.suggestion.person.deleted && (
            <span className={styles['username']}>@{option.suggestion.person.username}</span>
          )}
        </>
      );
    case 'conversation':
      return <ConversationOption conversation={option.conversation} />;
    case 'person':
      return (
        <>
          <Picture id={option.person.id} name={option.person.name} size={36} />
          <span className={styles['name']}>{option.person.name}</span>
          {!option.person.deleted && <span className={styles['username']}>@{option.person.username}</span>}
        </>
      );
    case 'all-conversations':
      return <span className={styles['action']}>Show all {option.count} conversations</span>;
    case 'more':
      return <span className={styles['action']}>Show older messages</span>;
    case 'message':
      return <MessageOption result={option.result} query={query} today={today} />;
  }
};

export const OptionRow = memo(({ id, option, query, selected, today, onChoose }: OptionRowProps) => (
  // The field has the focus and the keys; here is what a pointer does.
  // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
  <div
    role="option"
    tabIndex={-1}
    id={id}
    aria-selected={selected}
    className={styles['option']}
    data-kind={option.kind}
    onMouseDown={(event) => event.preventDefault()}
    onClick={() => onChoose(option)}
  >
    {contentOf(option, query, today)}
  </div>
));
