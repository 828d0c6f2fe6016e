import { type CSSProperties, type ReactNode, type Ref, useRef } from 'react';
import { Virtualizer } from 'virtua';
import type { RoomId } from '@skein/shared/ids';
import type { ConversationSummary } from '../../app/model.ts';
import { useToday } from '../useNow.ts';
import { ConversationRow } from './ConversationRow.tsx';
import styles from './ConversationList.module.css';

interface ListElementProps {
  readonly style: CSSProperties;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLUListElement>;
}

const ListElement = ({ style, children, ref }: ListElementProps) => (
  <ul aria-label="Conversations" style={style} ref={ref}>
    {children}
  </ul>
);

interface ConversationListProps {
  readonly items: readonly ConversationSummary[];
  readonly current: RoomId | undefined;
}

/** Only the rows in sight exist: somebody may have two thousand conversations. */
export const ConversationList = ({ items, current }: ConversationListProps) => {
  const scroller = useRef<HTMLDivElement>(null);
  const today = useToday();
  return (
    <div ref={scroller} className={styles['scroller']}>
      <Virtualizer as={ListElement} item="li" data={items} scrollRef={scroller} itemSize={64}>
        {(conversation) => (
          <ConversationRow
            key={conversation.id}
            conversation={conversation}
            current={conversation.id === current}
            today={today}
          />
        )}
      </Virtualizer>
    </div>
  );
};
