import { useEffect, useState } from 'react';
import type { MessageId } from '@skein/shared/ids';
import type { Conversation, ConversationView } from '../../app/conversationModel.ts';
import { useRouter } from '../contexts.ts';
import { sayNotShown } from './sayNotShown.ts';

interface Arrival {
  readonly isPending: boolean;
  /** Where to begin; undefined for where one left off. */
  readonly message: MessageId | undefined;
}

const HERE: Arrival = { isPending: false, message: undefined };

/**
 * Whoever comes by the link of a message sees nothing before that: the end, had it been in sight for a moment, would
 * count as read.
 */
export const useArrival = (conversation: Conversation, phase: ConversationView['phase']): Arrival => {
  const router = useRouter();
  const [arrival, setArrival] = useState<Arrival>(() => {
    const route = router.route.get();
    const message = route.name === 'conversation' ? route.message : undefined;
    return message === undefined ? HERE : { isPending: true, message };
  });
  const isOpen = phase === 'open';
  const { isPending, message } = arrival;
  useEffect(() => {
    if (!isPending || !isOpen || message === undefined) return undefined;
    let isLeft = false;
    void conversation
      .showMessage(message)
      .catch(() => 'out-of-reach' as const)
      .then((shown) => {
        if (isLeft) return;
        if (shown === 'shown') return setArrival({ isPending: false, message });
        sayNotShown(shown);
        router.navigate({ name: 'conversation', room: conversation.room }, 'replace');
        setArrival(HERE);
      });
    return () => {
      isLeft = true;
    };
  }, [conversation, router, isPending, isOpen, message]);
  return arrival;
};
