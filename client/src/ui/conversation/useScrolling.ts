import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react';
import type { ScrollToIndexOpts, VirtualizerHandle } from 'virtua';
import type { Place } from '../router.ts';
import type { Row } from './rows.ts';
import { itemOf, messageRowAt, rowOf } from './visibleRows.ts';

/** Nearer to the end than this, the timeline follows what arrives. */
const FOLLOW_PX = 80;
/** What stays in sight above the line of new messages on entry. */
const CONTEXT_PX = 96;
/** Until then the list may still be on its way to a row, by its number; rows that come before it change that. */
const SETTLE_MS = 1_000;

/** The row that the list is on its way to. */
interface Anchor {
  readonly key: string;
  readonly how: ScrollToIndexOpts;
  readonly until: number;
  /** The person asked for this place: that it lies at the end while rows are not measured is no wish to follow. */
  readonly isJump: boolean;
}

interface ScrollingOptions {
  readonly list: RefObject<VirtualizerHandle | null>;
  readonly rows: readonly Row[];
  /** The last row is the end of the conversation. */
  readonly isAtEnd: boolean;
  /** Where the line of new messages stands; -1 for nowhere here. */
  readonly lineRow: number;
  /** Somebody else says where to begin. */
  readonly beginsElsewhere: boolean;
  /** What is in sight may have changed; `touched`: the person moved it, not the app. */
  readonly look: (touched: boolean) => void;
}

/** Where the list stands: it follows the end, is on its way to a row, or stays where the person left it. */
export const useScrolling = ({ list, rows, isAtEnd, lineRow, beginsElsewhere, look }: ScrollingOptions) => {
  const following = useRef(!beginsElsewhere);
  const lastOffset = useRef(0);
  const anchor = useRef<Anchor>(undefined);
  const touched = useRef(beginsElsewhere);
  const wasAtEnd = useRef(isAtEnd);

  const scrollToEnd = useCallback(() => {
    list.current?.scrollToIndex(itemOf(rows.length - 1), { align: 'end' });
  }, [list, rows.length]);

  const scrollToRow = useCallback(
    (row: number, how: ScrollToIndexOpts, isJump: boolean): void => {
      following.current = false;
      anchor.current = { key: rows[row]?.key ?? '', how, until: performance.now() + SETTLE_MS, isJump };
      list.current?.scrollToIndex(itemOf(row), how);
    },
    [list, rows],
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
    look(touched.current);
  }, [list, isAtEnd, look]);

  const onResize = useCallback(() => {
    if (following.current && isAtEnd) scrollToEnd();
    look(touched.current);
  }, [isAtEnd, scrollToEnd, look]);

  // On entry: at the line of new messages with something of what is known above it. Where all is new, at the end.
  useLayoutEffect(() => {
    if (beginsElsewhere) return;
    if (lineRow > 0) scrollToRow(lineRow, { align: 'start', offset: -CONTEXT_PX }, false);
    else scrollToEnd();
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
    look(touched.current);
  }, [list, isAtEnd, scrollToEnd, look, rows]);

  return {
    onScroll,
    onResize,
    /** The person moves it. */
    onTouched: useCallback(() => {
      touched.current = true;
      anchor.current = undefined;
      // Who goes on at the very top scrolls nothing, and what could not be had before may be there by now.
      look(true);
    }, [look]),
    /** What arrives moves nothing any more. */
    stay: useCallback(() => {
      following.current = false;
    }, []),
    /** As somebody asked for. */
    jumpToRow: useCallback(
      (row: number, how: ScrollToIndexOpts) => {
        touched.current = true;
        scrollToRow(row, how, true);
      },
      [scrollToRow],
    ),
    /** To the end, as soon as it stands here, and on with it. */
    follow: useCallback(() => {
      anchor.current = undefined;
      following.current = true;
      // As on entry: what a new window scrolls by itself is nobody going back.
      touched.current = false;
      lastOffset.current = 0;
      if (isAtEnd) scrollToEnd();
    }, [isAtEnd, scrollToEnd]),
    /** Where somebody who goes on from here can come back to; undefined at the end. */
    place: useCallback((): Place | undefined => {
      const handle = list.current;
      if (!handle || following.current) return undefined;
      const place = messageRowAt(rows, Math.max(0, rowOf(handle.findItemIndex(handle.scrollOffset + 1))));
      if (place === undefined) return undefined;
      const offset = handle.getItemOffset(itemOf(place.row)) - handle.scrollOffset;
      return { message: place.message.id, offset };
    }, [list, rows]),
  };
};
