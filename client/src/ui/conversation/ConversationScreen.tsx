import { useEffect, useLayoutEffect, useState } from 'react';
import type { RoomId } from '@skein/shared/ids';
import { refusalRow } from '@skein/shared/refusals';
import type { Conversation } from '../../app/conversationModel.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { MarkSymbol } from '../components/NameMark.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { useMe, useRouter } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import { ConversationHeader } from './ConversationHeader.tsx';
import { Gone } from './Gone.tsx';
import { MemberHues } from './MemberHues.tsx';
import { OpenConversation } from './OpenConversation.tsx';
import { useArrival } from './useArrival.ts';
import styles from './ConversationScreen.module.css';

interface ConversationScreenProps {
  readonly room: RoomId;
}

const Waiting = () => (
  <div className={styles['waiting']}>
    <Skeleton look="messages" rows={7} label="Opening the conversation" />
  </div>
);

const Body = ({ conversation }: { readonly conversation: Conversation }) => {
  const view = useLive(conversation.view);
  const arrival = useArrival(conversation, view.phase);
  switch (view.phase) {
    case 'loading':
      return <Waiting />;
    case 'unavailable':
      return (
        <EmptyState picture={<MarkSymbol size={48} />} title="Not on this device yet">
          {view.reason === undefined
            ? 'It is fetched as soon as the relay can be reached. You can leave this open.'
            : refusalRow(view.reason).sentence}
        </EmptyState>
      );
    case 'gone':
      return <Gone conversation={conversation} view={view} />;
    case 'open':
      if (arrival.isPending) return <Waiting />;
      return <OpenConversation conversation={conversation} view={view} arriveAt={arrival.message} />;
  }
};

const useConversation = (room: RoomId): Conversation | undefined => {
  const me = useMe();
  const [conversation, setConversation] = useState<Conversation>();
  useLayoutEffect(() => {
    const opened = me.openConversation(room);
    // An effect and not a memo: what was opened has to be closed exactly once, also when React mounts twice.
    // oxlint-disable-next-line react/set-state-in-effect
    setConversation(opened);
    return () => {
      opened.close();
      setConversation(undefined);
    };
  }, [me, room]);
  return conversation;
};

export const ConversationScreen = ({ room }: ConversationScreenProps) => {
  const conversation = useConversation(room);
  const router = useRouter();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.shiftKey || event.defaultPrevented) return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return;
      if (document.activeElement instanceof HTMLInputElement) return;
      router.leaveConversation();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [router]);
  if (!conversation) return null;
  return (
    <section className={styles['screen']} aria-label="Conversation">
      <MemberHues conversation={conversation}>
        <ConversationHeader conversation={conversation} />
        <Body conversation={conversation} />
      </MemberHues>
    </section>
  );
};
