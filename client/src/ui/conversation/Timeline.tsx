import { ChevronDown } from 'lucide-react';
import {
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { MessageId } from '@skein/shared/ids';
import type { Conversation, ConversationView } from '../../app/model.ts';
import { notes } from '../components/Notes.tsx';
import { useToday } from '../useNow.ts';
import { badgeCount } from '../words/people.ts';
import { Announcer } from './Announcer.tsx';
import { Beginning } from './Beginning.tsx';
import { FloatingDay } from './FloatingDay.tsx';
import { MessageMenu } from './MessageMenu.tsx';
import { type Row, rowsOf } from './rows.ts';
import { RowView } from './RowView.tsx';
import { useNewLine } from './useNewLine.ts';
import { useReading } from './useReading.ts';
import { walkMessages } from './walkMessages.ts';
import styles from './Timeline.module.css';

/** Nearer to the end than this, the timeline follows what arrives. */
const FOLLOW_PX = 80;
/** Nearer to the beginning than this, earlier messages are fetched. */
const EARLIER_PX = 600;
/** What stays in sight above the line of new messages on entry. */
const CONTEXT_PX = 96;
const HIGHLIGHT_MS = 1_800;

/** The beginning stands before the first row. */
const itemOf = (row: number): number => row + 1;
const rowOf = (item: number): number => item - 1;

export interface TimelineHandle {
  jumpTo(message: MessageId): void;
  toLatest(): void;
}

interface TimelineProps {
  readonly conversation: Conversation;
  readonly view: ConversationView;
  readonly ref?: Ref<TimelineHandle>;
}

/** Earlier rows came before what stood there: the eyes stay on what they read. */
const usePrepended = (rows: readonly Row[]): boolean => {
  const [seen, setSeen] = useState({ rows, prepended: false });
  if (seen.rows === rows) return seen.prepended;
  const before = seen.rows[0]?.key;
  const prepended = before !== undefined && before !== rows[0]?.key && rows.some(({ key }) => key === before);
  setSeen({ rows, prepended });
  return prepended;
};

export const Timeline = ({ conversation, view, ref }: TimelineProps) => {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const following = useRef(true);
  const lastOffset = useRef(0);
  const [away, setAway] = useState(false);
  const [topRow, setTopRow] = useState<number>();
  /** The person moved it, not the app. */
  const touched = useRef(false);
  const [wanted, setWanted] = useState<MessageId>();
  const [highlighted, setHighlighted] = useState<MessageId>();
  const today = useToday();
  const lineAfter = useNewLine(view);
  const rows = useMemo(
    () => rowsOf(view.messages, view.returned, lineAfter),
    [view.messages, view.returned, lineAfter],
  );
  const prepended = usePrepended(rows);
  const report = useReading(conversation, rows, () => {
    const handle = list.current;
    return handle ? rowOf(handle.findItemIndex(handle.scrollOffset + handle.viewportSize - 4)) : -1;
  });

  const toEnd = useCallback(() => {
    following.current = true;
    setAway(false);
    list.current?.scrollToIndex(itemOf(rows.length - 1), { align: 'end' });
  }, [rows.length]);

  const onTouched = useCallback(() => {
    touched.current = true;
  }, []);

  const onScroll = useCallback(() => {
    const handle = list.current;
    if (!handle) return;
    const { scrollOffset, scrollSize, viewportSize } = handle;
    const below = scrollSize - viewportSize - scrollOffset;
    // Rows that arrive faster than they are scrolled to move the end away: only going back is leaving it.
    const wentBack = scrollOffset < lastOffset.current;
    lastOffset.current = scrollOffset;
    following.current = below < FOLLOW_PX || (following.current && !wentBack);
    setAway(below > viewportSize / 2);
    if (touched.current) setTopRow(Math.max(0, rowOf(handle.findItemIndex(scrollOffset + 12))));
    if (touched.current && scrollOffset < EARLIER_PX && view.earlier === 'more') {
      conversation.loadEarlier().catch(() => {
        // The button at the beginning stays, and the bar above says that there is no connection.
      });
    }
    report();
  }, [conversation, report, view.earlier]);

  // On entry: at the line of new messages with something of what is known above it, else at the end.
  useLayoutEffect(() => {
    const line = rows.findIndex((row) => row.type === 'message' && row.newLine);
    if (line > 0) {
      following.current = false;
      list.current?.scrollToIndex(itemOf(line), { align: 'start', offset: -CONTEXT_PX });
    } else {
      list.current?.scrollToIndex(itemOf(rows.length - 1), { align: 'end' });
    }
    // Only when the timeline appears.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  useLayoutEffect(() => {
    if (following.current) list.current?.scrollToIndex(itemOf(rows.length - 1), { align: 'end' });
    report();
  }, [rows, report]);

  const onResize = useCallback(() => {
    if (following.current) toEnd();
    report();
  }, [toEnd, report]);

  // A jump waits until its message stands here, which may take loading.
  useEffect(() => {
    if (wanted === undefined) return;
    const row = rows.findIndex(({ key }) => key === wanted);
    if (row < 0) return;
    following.current = false;
    list.current?.scrollToIndex(itemOf(row), { align: 'center' });
    setHighlighted(wanted);
    setWanted(undefined);
  }, [wanted, rows]);
  useEffect(() => {
    if (highlighted === undefined) return undefined;
    const timer = setTimeout(() => setHighlighted(undefined), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [highlighted]);

  useImperativeHandle(
    ref,
    () => ({
      toLatest: toEnd,
      jumpTo: (message) => {
        setWanted(message);
        if (rows.some(({ key }) => key === message)) return;
        const give = (): void => {
          setWanted(undefined);
          notes.add({ description: 'That message is not on this device and cannot be fetched now.' });
        };
        conversation.loadMessage(message).then((there) => {
          if (!there) give();
        }, give);
      },
    }),
    [conversation, rows, toEnd],
  );

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
          tabIndex={0}
          className={styles['scroller']}
          onWheel={onTouched}
          onTouchMove={onTouched}
          onPointerDown={onTouched}
          onKeyDown={(event) => {
            onTouched();
            walkMessages(event, rows, list.current);
          }}
        >
          <div className={styles['push']} />
          <div className={styles['column']}>
            <Virtualizer
              ref={list}
              scrollRef={scroller}
              shift={prepended}
              bufferSize={600}
              onScroll={onScroll}
              // Rows that were measured meanwhile moved the end.
              onScrollEnd={onScroll}
              onResize={onResize}
            >
              {[
                <Beginning
                  key="beginning"
                  conversation={conversation}
                  view={view}
                  empty={rows.length === 0}
                />,
                ...rowElements,
              ]}
            </Virtualizer>
          </div>
        </div>
      </MessageMenu>
      <FloatingDay rows={rows} topRow={topRow} today={today} />
      {away && (
        <button type="button" className={styles['latest']} aria-label="Jump to latest" onClick={toEnd}>
          {view.unread > 0 && (
            <span aria-hidden className={styles['count']}>
              {badgeCount(view.unread)}
            </span>
          )}
          <ChevronDown aria-hidden />
        </button>
      )}
      <Announcer messages={view.messages} />
    </div>
  );
};
