import {
  type FocusEvent,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type ScrollToIndexOpts, Virtualizer, type VirtualizerHandle } from 'virtua';
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
import { useNewLine } from './useNewLine.ts';
import { usePrefetch } from './usePrefetch.ts';
import { useReading } from './useReading.ts';
import { itemOf, messageRowAt, rowOf } from './visibleRows.ts';
import { walkMessages } from './walkMessages.ts';
import { Ways } from './Ways.tsx';
import styles from './Timeline.module.css';

/** Nearer to the end than this, the timeline follows what arrives. */
const FOLLOW_PX = 80;
/** What stays in sight above the line of new messages on entry. */
const CONTEXT_PX = 96;
const HIGHLIGHT_MS = 1_800;
/** Until then the list may still be on its way to a row, by its number; rows that come before it change that. */
const SETTLE_MS = 1_000;

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

/** The row that the list is on its way to. */
interface Anchor {
  readonly key: string;
  readonly how: ScrollToIndexOpts;
  readonly until: number;
  /** The person asked for this place: that it lies at the end while rows are not measured is no wish to follow. */
  readonly isJump: boolean;
}

/** A message to go to as soon as it stands here; where somebody stood before, or to be pointed out in the middle. */
interface Target {
  readonly message: MessageId;
  readonly offset?: number;
}

export const Timeline = ({ conversation, view, arriveAt, cameByJump, ref }: TimelineProps) => {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const following = useRef(arriveAt === undefined);
  const lastOffset = useRef(0);
  const anchor = useRef<Anchor>(undefined);
  const [away, setAway] = useState(false);
  const [topRow, setTopRow] = useState<number>();
  /** The person moved it, not the app. */
  const touched = useRef(arriveAt !== undefined);
  const [target, setTarget] = useState<Target | undefined>(
    arriveAt === undefined ? undefined : { message: arriveAt },
  );
  const [highlighted, setHighlighted] = useState<MessageId>();
  const [focused, setFocused] = useState<string>();
  const today = useToday();
  const line = useNewLine(view);
  /** The line that was in sight, by its `seq`. */
  const [lineSeen, setLineSeen] = useState<number>();
  const [lineAbove, setLineAbove] = useState(false);
  const { jumpTo } = useTimelineActions();
  const wanted = useMemo(
    () => rowsOf(view.messages, view.returned, line.after, view.earlier !== 'none'),
    [view.messages, view.returned, view.earlier, line.after],
  );
  const { rows, fromEnd } = useDrawnRows(wanted);
  const isAtEnd = view.later === 'none';
  const wasAtEnd = useRef(isAtEnd);
  const lineRow = useMemo(() => rows.findIndex((row) => row.type === 'message' && row.newLine), [rows]);
  const prefetch = usePrefetch(conversation, view, rows, list);
  const report = useReading(conversation, rows, () => {
    const handle = list.current;
    if (!handle || !isAtEnd) return false;
    return rowOf(handle.findItemIndex(handle.scrollOffset + handle.viewportSize - 4)) >= rows.length - 1;
  });

  const scrollToEnd = useCallback(() => {
    list.current?.scrollToIndex(itemOf(rows.length - 1), { align: 'end' });
  }, [rows.length]);

  const look = useCallback(() => {
    const handle = list.current;
    if (!handle) return;
    const { scrollOffset, scrollSize, viewportSize } = handle;
    setAway(!isAtEnd || scrollSize - viewportSize - scrollOffset > viewportSize / 2);
    const top = rowOf(handle.findItemIndex(scrollOffset));
    const bottom = rowOf(handle.findItemIndex(scrollOffset + viewportSize));
    if (lineRow >= 0 && top <= lineRow && lineRow <= bottom) setLineSeen(line.after);
    setLineAbove(line.after !== undefined && (lineRow < 0 || lineRow < top));
    if (touched.current) setTopRow(Math.max(0, rowOf(handle.findItemIndex(scrollOffset + 12))));
    prefetch(touched.current);
    report();
  }, [isAtEnd, lineRow, line.after, prefetch, report]);

  const onTouched = useCallback(() => {
    touched.current = true;
    anchor.current = undefined;
  }, []);

  const scrollToRow = useCallback(
    (row: number, how: ScrollToIndexOpts, isJump: boolean): void => {
      anchor.current = { key: rows[row]?.key ?? '', how, until: performance.now() + SETTLE_MS, isJump };
      list.current?.scrollToIndex(itemOf(row), how);
    },
    [rows],
  );

  const onScroll = useCallback(() => {
    const handle = list.current;
    if (!handle) return;
    const { scrollOffset, scrollSize, viewportSize } = handle;
    const below = scrollSize - viewportSize - scrollOffset;
    // Rows that arrive faster than they are scrolled to move the end away: only a person who goes back leaves it.
    const wentBack = touched.current && scrollOffset < lastOffset.current;
    lastOffset.current = scrollOffset;
    const isArriving = anchor.current?.isJump === true && performance.now() < anchor.current.until;
    const isNearEnd = below < FOLLOW_PX && !isArriving;
    following.current = isAtEnd && (isNearEnd || (following.current && !wentBack));
    look();
  }, [isAtEnd, look]);

  // On entry: at the line of new messages with something of what is known above it. Where all is new, at the end.
  useLayoutEffect(() => {
    if (arriveAt !== undefined) return;
    if (lineRow > 0) {
      following.current = false;
      scrollToRow(lineRow, { align: 'start', offset: -CONTEXT_PX }, false);
    } else scrollToEnd();
    // Only when the timeline appears.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  // Whoever was away while the conversation went on out of sight stays where they stopped reading.
  useLayoutEffect(() => {
    if (wasAtEnd.current && !isAtEnd) following.current = false;
    wasAtEnd.current = isAtEnd;
  }, [isAtEnd]);

  useLayoutEffect(() => {
    if (following.current && isAtEnd) scrollToEnd();
    else if (anchor.current && performance.now() < anchor.current.until) {
      const { key, how } = anchor.current;
      const row = rows.findIndex((each) => each.key === key);
      if (row >= 0) list.current?.scrollToIndex(itemOf(row), how);
    }
    look();
  }, [isAtEnd, scrollToEnd, look, rows]);

  const onResize = useCallback(() => {
    if (following.current && isAtEnd) scrollToEnd();
    look();
  }, [isAtEnd, scrollToEnd, look]);

  useLayoutEffect(() => {
    if (target === undefined) return;
    const row = rows.findIndex(({ key }) => key === target.message);
    if (row < 0) return;
    const { message, offset } = target;
    setTarget(undefined);
    following.current = false;
    touched.current = true;
    if (offset !== undefined) return scrollToRow(row, { align: 'start', offset: -offset }, true);
    scrollToRow(row, { align: 'center' }, true);
    setHighlighted(message);
  }, [target, rows, scrollToRow]);
  useEffect(() => {
    if (highlighted === undefined) return undefined;
    const timer = setTimeout(() => setHighlighted(undefined), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [highlighted]);

  const go = useCallback(
    (next: Target): void => {
      following.current = false;
      setTarget(next);
      void conversation
        .showMessage(next.message)
        .catch(() => 'out-of-reach' as const)
        .then((shown) => {
          if (shown === 'shown') return;
          setTarget((current) => (current === next ? undefined : current));
          sayNotShown(shown);
        });
    },
    [conversation],
  );

  useImperativeHandle(
    ref,
    () => ({
      goTo: (message) => go({ message }),
      returnTo: go,
      toLatest: () => {
        setTarget(undefined);
        anchor.current = undefined;
        following.current = true;
        // As on entry: what a new window scrolls by itself is nobody going back.
        touched.current = false;
        lastOffset.current = 0;
        if (isAtEnd) scrollToEnd();
        else conversation.showLatest();
      },
      place: () => {
        const handle = list.current;
        if (!handle || following.current) return undefined;
        const place = messageRowAt(rows, Math.max(0, rowOf(handle.findItemIndex(handle.scrollOffset + 1))));
        if (place === undefined) return undefined;
        const offset = handle.getItemOffset(itemOf(place.row)) - handle.scrollOffset;
        return { message: place.message.id, offset };
      },
    }),
    [conversation, isAtEnd, rows, go, scrollToEnd],
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
                <Ending key="ending" conversation={conversation} later={view.later} />,
              ]}
            </Virtualizer>
          </div>
        </div>
      </MessageMenu>
      <FloatingDay rows={rows} topRow={topRow} today={today} />
      <Ways
        newAbove={lineAbove && lineSeen !== line.after ? line.count : undefined}
        onFirstNew={() => void toFirstNew()}
        cameByJump={cameByJump}
        away={away}
        unread={view.unread}
      />
      <Announcer messages={view.messages} lastSeq={view.lastSeq} />
    </div>
  );
};
