import { createContext, use } from 'react';
import type { MessageId } from '@skein/shared/ids';
import type { MessageView, ReturnedItem } from '../../app/conversationModel.ts';

/** What can be done from a message. One object for the whole timeline, so that rows need not be drawn again. */
export interface TimelineActions {
  readonly reply: (message: MessageView) => void;
  readonly react: (message: MessageId, emoji: string) => void;
  readonly edit: (message: MessageView) => void;
  readonly retract: (message: MessageId) => void;
  readonly copy: (text: string) => void;
  readonly copyLink: (message: MessageId) => void;
  readonly showReaders: (message: MessageId) => void;
  readonly markUnread: (seq: number) => void;
  readonly jumpTo: (message: MessageId) => void;
  readonly toLatest: () => void;
  readonly retryReturned: (message: MessageId) => void;
  readonly editReturned: (item: ReturnedItem) => void;
  readonly discardReturned: (message: MessageId) => void;
}

const Context = createContext<TimelineActions | undefined>(undefined);

export const TimelineActionsProvider = Context.Provider;

export const useTimelineActions = (): TimelineActions => {
  const actions = use(Context);
  if (!actions) throw new Error('this view stands outside of a timeline');
  return actions;
};
