import { memo } from 'react';
import type { Conversation, ConversationView } from '../../app/conversationModel.ts';
import { LoadMore } from './LoadMore.tsx';

interface EndingProps {
  readonly conversation: Conversation;
  readonly later: ConversationView['later'];
}

/** Below the last message that is shown, while the conversation goes on. */
export const Ending = memo(({ conversation, later }: EndingProps) =>
  later === 'none' ? (
    <div />
  ) : (
    <LoadMore
      words="Load later messages"
      isLoading={later === 'loading'}
      load={() => conversation.loadLater()}
    />
  ),
);
