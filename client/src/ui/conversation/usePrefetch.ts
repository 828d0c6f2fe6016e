import { type RefObject, useCallback, useRef } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { Conversation, ConversationView } from '../../app/conversationModel.ts';
import type { Row } from './rows.ts';
import { rowOf, seqsBetween } from './visibleRows.ts';

/** Rows beyond what is in sight that are always there, if there are any: more are fetched before the reader gets there. */
const AHEAD_ROWS = 120;
/** After a try that brought nothing, as with no network, scrolling alone does not try again so soon. */
const TRY_AGAIN_MS = 2_000;

type Side = 'earlier' | 'later';

/**
 * Keeps what is shown a little longer than what is in sight, at both ends, and lets the rest go.
 * @param reads the person moved: until then nothing earlier is fetched, as the end is what most come for
 * @returns call it whenever what is in sight may have changed
 */
export const usePrefetch = (
  conversation: Conversation,
  view: Pick<ConversationView, Side>,
  rows: readonly Row[],
  list: RefObject<VirtualizerHandle | null>,
): ((reads: boolean) => void) => {
  const pauses = useRef<Record<Side, number>>({ earlier: 0, later: 0 });
  const { earlier, later } = view;
  return useCallback(
    (reads: boolean) => {
      const handle = list.current;
      if (!handle) return;
      const top = rowOf(handle.findItemIndex(handle.scrollOffset));
      const bottom = rowOf(handle.findItemIndex(handle.scrollOffset + handle.viewportSize));
      const load = (side: Side, fetch: () => Promise<void>): void => {
        if (performance.now() < pauses.current[side]) return;
        const before = conversation.view.get().messages;
        const pauseIfInVain = (): void => {
          if (conversation.view.get().messages === before)
            pauses.current[side] = performance.now() + TRY_AGAIN_MS;
        };
        // The button at that end stays, and the bar above says that there is no connection.
        void fetch().then(pauseIfInVain, pauseIfInVain);
      };
      if (reads && earlier === 'more' && top < AHEAD_ROWS) load('earlier', () => conversation.loadEarlier());
      if (later === 'more' && rows.length - bottom < AHEAD_ROWS)
        load('later', () => conversation.loadLater());
      const inSight = seqsBetween(rows, top, bottom);
      if (inSight) conversation.lookAt(...inSight);
    },
    [conversation, earlier, later, rows, list],
  );
};
