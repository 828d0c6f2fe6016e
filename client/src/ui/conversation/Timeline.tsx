import {
  type FocusEvent,
  type Ref,
  useCallback,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { MessageId } from '@skein/shared/ids';
import type { Conversation, ConversationView } from '../../app/conversationModel.ts';
import type { Place } from '../router.ts';
import { useToday } from '../useNow.ts';
import { Announcer } from './Announcer.tsx';
import { Beginning } from './Beginning.tsx';
import { Ending } from './Ending.tsx';
import { FloatingDay } from './FloatingDay.tsx';
import { MessageMenu } from './MessageMenu.tsx';
import { rowsOf } from './rows.ts';
import { RowView } from './RowView.tsx';
import { sayNotShown } from './sayNotShown.ts';
import { useTimelineActions } from './timelineActions.ts';
import { useDrawnRows } from './useDrawnRows.ts';
import { useInSight } from './useInSight.ts';
import { useNewLine } from './useNewLine.ts';
import { usePrefetch } from './usePrefetch.ts';
import { useReading } from './useReading.ts';
import { useScrolling } from './useScrolling.ts';
import { useTarget } from './useTarget.ts';
import { itemOf, messageRowAt } from './visibleRows.ts';
import { walkMessages } from './walkMessages.ts';
import { Ways } from './Ways.tsx';
import styles from './Timeline.module.css';

export interface TimelineHandle {
  /** Loads around it if need be, and points it out. */
  goTo(message: MessageId): void;
  /** As it stood. */
  returnTo(place: Place): void;
  toLatest(): void;
  /** Where somebody who goes on from here can come back to; undefined at the end. */
  place(): Place | undefined;
}

interface TimelineProps {
  readonly conversation: Conversation;
  readonly view: ConversationView;
  /** The message to begin at, which is shown. */
  readonly arriveAt: MessageId | undefined;
  readonly cameByJump: boolean;
  readonly ref?: Ref<TimelineHandle>;
}

export const Timeline = ({ conversation, view, arriveAt, cameByJump, ref }: TimelineProps) => {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const [focused, setFocused] = useState<string>();
  const today = useToday();
  const line = useNewLine(view);
  const { jumpTo } = useTimelineActions();
  const wanted = useMemo(
    () => rowsOf(view.messages, view.returned, line.after, view.earlier !== 'none'),
    [view.messages, view.returned, view.earlier, line.after],
  );
  const { rows, fromEnd } = useDrawnRows(wanted);
  const isAtEnd = view.later === 'none';
  const inSight = useInSight(list, rows, line, isAtEnd);
  const { lineRow, look } = inSight;
  const prefetch = usePrefetch(conversation, view, rows, list);
  const report = useReading(conversation, rows, inSight.isEndInView);
  const lookAround = useCallback(
    (touched: boolean): void => {
      look(touched);
      prefetch(touched);
      report();
    },
    [look, prefetch, report],
  );
  const beginsElsewhere = arriveAt !== undefined;
  const scrolling = useScrolling({ list, rows, isAtEnd, lineRow, beginsElsewhere, look: lookAround });
  const { stay, jumpToRow, follow, place, onTouched } = scrolling;
  const { highlighted, go, forget } = useTarget({ conversation, rows, arriveAt, stay, jumpToRow });

  useImperativeHandle(
    ref,
    () => ({
      goTo: (message) => go({ message }),
      returnTo: go,
      toLatest: () => {
        forget();
        follow();
        if (!isAtEnd) conversation.showLatest();
      },
      place,
    }),
    [conversation, isAtEnd, go, forget, follow, place],
  );

  const toFirstNew = async (): Promise<void> => {
    const here = messageRowAt(rows, lineRow);
    if (here) return jumpTo(here.message.id);
    const found = await conversation
      .find({ seq: (line.after ?? 0) + 1 })
      .catch(() => 'out-of-reach' as const);
    if (found === 'unknown' || found === 'out-of-reach') sayNotShown(found);
    else jumpTo(found.message);
  };

  const onFocus = (event: FocusEvent): void => {
    setFocused(event.target.closest('[data-row-key]')?.getAttribute('data-row-key') ?? undefined);
  };
  const focusedRow = focused === undefined ? -1 : rows.findIndex(({ key }) => key === focused);

  const rowElements = useMemo(
    () =>
      rows.map((row) => (
        <RowView
          key={row.key}
          row={row}
          kind={view.kind}
          today={today}
          highlighted={row.key === highlighted}
        />
      )),
    [rows, view.kind, today, highlighted],
  );

  return (
    <div className={styles['frame']}>
      <MessageMenu messages={view.messages}>
        <div
          ref={scroller}
          role="log"
          aria-label="Messages"
          // What scrolls into sight is not news: the announcer says what is.
          aria-live="off"
          aria-busy={view.earlier === 'loading' || view.later === 'loading'}
          tabIndex={0}
          className={styles['scroller']}
          onWheel={onTouched}
          onTouchMove={onTouched}
          onPointerDown={onTouched}
          onFocus={onFocus}
          onBlur={() => setFocused(undefined)}
          onKeyDown={(event) => {
            onTouched();
            walkMessages(event, rows, list.current);
          }}
        >
          <div className={styles['push']} />
          <div className={styles['column']}>
            <Virtualizer
              // After a jump nothing stands where it stood.
              key={view.window}
              ref={list}
              scrollRef={scroller}
              shift={fromEnd}
              bufferSize={600}
              // Whoever reads with the keyboard or a screen reader stays where they are, wherever others scroll to.
              keepMounted={focusedRow < 0 ? [] : [itemOf(focusedRow)]}
              onScroll={scrolling.onScroll}
              // Rows that were measured meanwhile moved the end.
              onScrollEnd={scrolling.onScroll}
              onResize={scrolling.onResize}
            >
              {[
                <Beginning
                  key="beginning"
                  conversation={conversation}
                  view={view}
                  empty={rows.length === 0}
                />,
                ...rowElements,
                <Ending key="ending" conversation={conversation} later={view.later} />,
              ]}
            </Virtualizer>
          </div>
        </div>
      </MessageMenu>
      <FloatingDay rows={rows} topRow={inSight.topRow} today={today} />
      <Ways
        newAbove={inSight.lineWaits ? line.count : undefined}
        onFirstNew={() => void toFirstNew()}
        cameByJump={cameByJump}
        away={inSight.away}
        unread={view.unread}
      />
      <Announcer messages={view.messages} lastSeq={view.lastSeq} />
    </div>
  );
};
