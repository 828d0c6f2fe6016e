import { useRef } from 'react';
import type { MessageId } from '@skein/shared/ids';
import { Question } from '../components/Question.tsx';

interface RetractQuestionProps {
  readonly message: MessageId | undefined;
  readonly onClose: () => void;
  readonly onYes: (message: MessageId) => Promise<void>;
}

const articleOf = (message: MessageId): HTMLElement | null =>
  document.querySelector(`[data-message-id="${CSS.escape(message)}"]`);

export const RetractQuestion = ({ message, onClose, onYes }: RetractQuestionProps) => {
  /** Its toolbar, where the focus was, goes with its text. */
  const retracted = useRef<MessageId>(undefined);
  return (
    <Question
      open={message !== undefined}
      onClose={onClose}
      title="Retract this message?"
      verb="Retract"
      focusAfter={() => (retracted.current === undefined ? null : articleOf(retracted.current))}
      onYes={async () => {
        if (message === undefined) return;
        await onYes(message);
        retracted.current = message;
      }}
    >
      Its text is erased for everybody and cannot be brought back. Others see that something was retracted.
    </Question>
  );
};
