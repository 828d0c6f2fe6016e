import { useEffect, useMemo, useRef, useState } from 'react';
import type { MessageId } from '@skein/shared/ids';
import type { Conversation, ConversationView, MessageView } from '../../app/model.ts';
import { copyText } from '../copyText.ts';
import { Composer, type ComposerHandle } from '../composer/Composer.tsx';
import { notes } from '../components/Notes.tsx';
import { useRouter } from '../contexts.ts';
import { pathOf } from '../router.ts';
import { useLive } from '../useLive.ts';
import { sentenceOf } from '../words/failure.ts';
import { RetractQuestion } from './RetractQuestion.tsx';
import { Timeline, type TimelineHandle } from './Timeline.tsx';
import { type TimelineActions, TimelineActionsProvider } from './timelineActions.ts';
import { TypingLine } from './TypingLine.tsx';

interface OpenConversationProps {
  readonly conversation: Conversation;
  readonly view: ConversationView;
}

const say = (error: unknown): void => void notes.add({ description: sentenceOf(error) });

export const OpenConversation = ({ conversation, view }: OpenConversationProps) => {
  const router = useRouter();
  const timeline = useRef<TimelineHandle>(null);
  const composer = useRef<ComposerHandle>(null);
  const [editing, setEditing] = useState<MessageView>();
  const [retracting, setRetracting] = useState<MessageId>();
  const route = useLive(router.route);

  useEffect(() => {
    if (route.name === 'conversation' && route.message !== undefined) timeline.current?.jumpTo(route.message);
  }, [route]);

  const actions = useMemo<TimelineActions>(
    () => ({
      reply: (message) => {
        setEditing(undefined);
        conversation.setDraft({ ...conversation.draft.get(), replyTo: message.id });
        composer.current?.focus();
      },
      react: (message, emoji) => conversation.toggleReaction(message, emoji),
      edit: (message) => setEditing(message),
      retract: (message) => setRetracting(message),
      copy: (text) => void copyText(text),
      copyLink: (message) => {
        const path = pathOf({ name: 'conversation', room: conversation.room, message });
        void copyText(new URL(path, location.origin).href, 'Link copied');
      },
      markUnread: (seq) => {
        conversation.markUnreadFrom(seq);
        router.leaveConversation();
      },
      jumpTo: (message) => timeline.current?.jumpTo(message),
      retryReturned: (message) => void conversation.retryReturned(message).catch(say),
      editReturned: (item) => {
        setEditing(undefined);
        composer.current?.put(item.text);
        conversation.discardReturned(item.id);
      },
      discardReturned: (message) => conversation.discardReturned(message),
    }),
    [conversation, router],
  );

  const editLast = (): void => {
    const last = view.messages.findLast(({ own, canEdit }) => own && canEdit);
    if (last) setEditing(last);
  };

  return (
    <TimelineActionsProvider value={actions}>
      <Timeline ref={timeline} conversation={conversation} view={view} />
      <TypingLine people={view.typing} />
      <Composer
        ref={composer}
        conversation={conversation}
        messages={view.messages}
        editing={editing}
        onEditingDone={() => setEditing(undefined)}
        onEditLast={editLast}
        onSent={() => timeline.current?.toLatest()}
      />
      <RetractQuestion
        message={retracting}
        onClose={() => setRetracting(undefined)}
        onYes={(message) => conversation.retract(message)}
      />
    </TimelineActionsProvider>
  );
};
