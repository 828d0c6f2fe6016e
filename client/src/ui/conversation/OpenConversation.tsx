import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { MessageId } from '@skein/shared/ids';
import type { Conversation, ConversationView, MessageView } from '../../app/conversationModel.ts';
import { copyText } from '../copyText.ts';
import { Composer, type ComposerHandle } from '../composer/Composer.tsx';
import { notes } from '../components/Notes.tsx';
import { useRouter } from '../contexts.ts';
import { pathOf } from '../router.ts';
import { useLive } from '../useLive.ts';
import { sentenceOf } from '../words/failure.ts';
import { NobodyThere } from '../composer/NobodyThere.tsx';
import { ReadersDialog } from './ReadersDialog.tsx';
import { RetractQuestion } from './RetractQuestion.tsx';
import { Timeline, type TimelineHandle } from './Timeline.tsx';
import { type TimelineActions, TimelineActionsProvider } from './timelineActions.ts';
import { TypingLine } from './TypingLine.tsx';

interface OpenConversationProps {
  readonly conversation: Conversation;
  readonly view: ConversationView;
  /** The message to begin at. */
  readonly arriveAt: MessageId | undefined;
}

const say = (error: unknown): void => void notes.add({ description: sentenceOf(error) });

export const OpenConversation = ({ conversation, view, arriveAt }: OpenConversationProps) => {
  const router = useRouter();
  const route = useLive(router.route);
  const timeline = useRef<TimelineHandle>(null);
  const composer = useRef<ComposerHandle>(null);
  const [editing, setEditing] = useState<MessageView>();
  const [retracting, setRetracting] = useState<MessageId>();
  const [readersOf, setReadersOf] = useState<MessageId>();
  const { room } = conversation;

  // The timeline goes where the address says, whoever changed that: a jump, or the browser's back button.
  const arrived = useRef(route);
  useEffect(() => {
    if (arrived.current === route || route.name !== 'conversation' || route.room !== room) return;
    arrived.current = route;
    if (route.place !== undefined) timeline.current?.returnTo(route.place);
    else if (route.message === undefined) timeline.current?.toLatest();
    else timeline.current?.goTo(route.message);
  }, [route, room]);

  useEffect(() => router.keepPlaces(() => timeline.current?.place()), [router]);

  const jumpTo = useCallback(
    (message: MessageId): void => router.navigate({ name: 'conversation', room, message }),
    [router, room],
  );

  const toLatest = useCallback((): void => {
    const here = router.route.get();
    if (here.name === 'conversation' && here.message !== undefined)
      router.navigate({ name: 'conversation', room }, 'replace');
    else timeline.current?.toLatest();
  }, [router, room]);

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
        const path = pathOf({ name: 'conversation', room, message });
        void copyText(new URL(path, location.origin).href, 'Link copied');
      },
      showReaders: (message) => setReadersOf(message),
      markUnread: (seq) => {
        conversation.markUnreadFrom(seq);
        router.leaveConversation();
      },
      jumpTo,
      toLatest,
      retryReturned: (message) => void conversation.retryReturned(message).catch(say),
      editReturned: (item) => {
        setEditing(undefined);
        composer.current?.put(item.text);
        conversation.discardReturned(item.id);
      },
      discardReturned: (message) => conversation.discardReturned(message),
    }),
    [conversation, router, room, jumpTo, toLatest],
  );

  const editLast = (): void => {
    if (view.later !== 'none') return;
    const last = view.messages.findLast(({ own, canEdit }) => own && canEdit);
    if (last) setEditing(last);
  };

  return (
    <TimelineActionsProvider value={actions}>
      <Timeline
        ref={timeline}
        conversation={conversation}
        view={view}
        arriveAt={arriveAt}
        cameByJump={route.name === 'conversation' && route.isJump === true}
      />
      <TypingLine people={view.typing} />
      {view.peer?.deleted === true ? (
        <NobodyThere />
      ) : (
        <Composer
          ref={composer}
          conversation={conversation}
          messages={view.messages}
          begins={arriveAt === undefined}
          editing={editing}
          onEditingDone={() => setEditing(undefined)}
          onEditLast={editLast}
          onSent={toLatest}
        />
      )}
      <ReadersDialog
        message={view.messages.find(({ id }) => id === readersOf)}
        onClose={() => setReadersOf(undefined)}
      />
      <RetractQuestion
        message={retracting}
        onClose={() => setRetracting(undefined)}
        onYes={(message) => conversation.retract(message)}
      />
    </TimelineActionsProvider>
  );
};
