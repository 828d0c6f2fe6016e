import { refusalRow } from '@skein/shared/refusals';
import type { Conversation, ConversationView } from '../../app/conversationModel.ts';
import { Button } from '../components/Button.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { MarkSymbol } from '../components/NameMark.tsx';
import { useRouter } from '../contexts.ts';
import { copyText } from '../copyText.ts';
import { useLive } from '../useLive.ts';

interface GoneProps {
  readonly conversation: Conversation;
  readonly view: ConversationView;
}

const titleOf = ({ reason }: ConversationView): string =>
  reason === undefined ? 'You are not in this conversation' : refusalRow(reason).sentence.replace(/\.$/, '');

const wordsOf = ({ reason, returned }: ConversationView): string => {
  if (reason === 'document-unknown') return 'Its address may be old or not complete.';
  return returned.length > 0
    ? 'What you wrote and could not be delivered is in your returned mail.'
    : 'Nothing of it is on this device any more.';
};

/** A conversation that this person is not in, or no longer: what was being written is still theirs. */
export const Gone = ({ conversation, view }: GoneProps) => {
  const router = useRouter();
  const { text } = useLive(conversation.draft);
  return (
    <EmptyState
      picture={<MarkSymbol size={48} />}
      title={titleOf(view)}
      action={
        <>
          <Button onClick={() => router.leaveConversation()}>Back to your conversations</Button>
          {text.trim() !== '' && (
            <Button onClick={() => void copyText(text)}>Copy what you were writing</Button>
          )}
        </>
      }
    >
      {wordsOf(view)}
    </EmptyState>
  );
};
