import { ArrowUp, Check, Smile } from 'lucide-react';
import {
  type KeyboardEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { MessageId } from '@skein/shared/ids';
import { MESSAGE_TEXT_LENGTH } from '@skein/shared/limits';
import type { Conversation, DraftView, MessageView } from '../../app/conversationModel.ts';
import { EmojiPopover } from '../components/EmojiPopover.tsx';
import { Failure } from '../components/Failure.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { useLive } from '../useLive.ts';
import { useTouch } from '../useMediaQuery.ts';
import { storageSentenceOf } from '../words/failure.ts';
import { ComposerBar } from './ComposerBar.tsx';
import { growWithText } from './growWithText.ts';
import { insertAt } from './insertAt.ts';
import { withoutEmptyEnds } from './withoutEmptyEnds.ts';
import styles from './Composer.module.css';

/** From here on the composer counts what is left. */
const COUNT_FROM = MESSAGE_TEXT_LENGTH - 500;

export interface ComposerHandle {
  focus(): void;
  /** Adds a text to what stands there. */
  put(text: string): void;
}

interface ComposerProps {
  readonly conversation: Conversation;
  readonly messages: readonly MessageView[];
  /** Entering the conversation means to write. */
  readonly begins: boolean;
  readonly editing: MessageView | undefined;
  readonly onEditingDone: () => void;
  readonly onEditLast: () => void;
  readonly onSent: () => void;
  readonly ref?: Ref<ComposerHandle>;
}

/** Something that belongs to the message being edited, or to the draft. */
interface Written {
  readonly of: MessageId | undefined;
  readonly text: string;
}

const lengthOf = (text: string): number => (text.length < COUNT_FROM ? text.length : [...text].length);

/** The draft's text, in step with other tabs and devices unless somebody is typing here. */
const useDraftText = (conversation: Conversation) => {
  const draft = useLive(conversation.draft);
  const [text, setText] = useState(draft.text);
  const own = useRef(draft.text);
  useEffect(() => {
    if (draft.text === own.current) return;
    own.current = draft.text;
    setText(draft.text);
  }, [draft.text]);
  const put = (next: DraftView): void => {
    own.current = next.text;
    setText(next.text);
    conversation.setDraft(next);
  };
  return { draft, text, put };
};

export const Composer = ({
  conversation,
  messages,
  begins,
  editing,
  onEditingDone,
  onEditLast,
  onSent,
  ref,
}: ComposerProps) => {
  const touch = useTouch();
  const field = useRef<HTMLTextAreaElement>(null);
  const { draft, text: draftText, put: putDraft } = useDraftText(conversation);
  const [edited, setEdited] = useState<Written>();
  const [failed, setFailed] = useState<Written>();
  const [answered, setAnswered] = useState<MessageView>();
  const busy = useRef(false);
  const latest = useRef('');

  const text = editing ? (edited?.of === editing.id ? edited.text : editing.text) : draftText;
  const failure = failed?.of === editing?.id ? failed?.text : undefined;
  const length = lengthOf(text);
  const canSend = text.trim() !== '' && length <= MESSAGE_TEXT_LENGTH;
  const original = messages.find(({ id }) => id === draft.replyTo);
  // Whoever goes on reading elsewhere still sees what they are answering.
  if (original !== undefined && original !== answered) setAnswered(original);
  const replyTo = editing ? undefined : (original ?? (answered?.id === draft.replyTo ? answered : undefined));

  const write = (next: string): void => {
    setFailed(undefined);
    if (editing) return setEdited({ of: editing.id, text: next });
    putDraft({ ...draft, text: next });
    if (next !== '') conversation.typing();
  };

  // Not where a keyboard would jump up.
  useEffect(() => {
    if (begins && !touch) field.current?.focus({ preventScroll: true });
  }, [begins, touch]);

  useEffect(() => {
    if (editing) field.current?.focus();
  }, [editing]);

  useLayoutEffect(() => {
    latest.current = text;
    const element = field.current;
    if (element?.parentElement) growWithText(element, element.parentElement);
  }, [text]);

  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    put: (added) => {
      putDraft({ ...draft, text: draftText.trim() === '' ? added : `${draftText}\n${added}` });
      field.current?.focus();
    },
  }));

  const cancel = (): void => {
    setEdited(undefined);
    if (editing) onEditingDone();
    else conversation.setDraft({ text: draftText });
    field.current?.focus();
  };

  const deliver = async (): Promise<void> => {
    const sent = withoutEmptyEnds(text);
    if (editing) {
      if (sent !== editing.text) await conversation.edit(editing.id, sent);
      setEdited(undefined);
      onEditingDone();
      return;
    }
    await conversation.send(sent, draft.replyTo);
    // What was typed while the device stored the message is the beginning of the next one.
    const rest = latest.current.startsWith(text) ? latest.current.slice(text.length) : latest.current;
    putDraft({ text: rest });
    onSent();
  };

  const submit = async (): Promise<void> => {
    if (!canSend || busy.current) return;
    busy.current = true;
    setFailed(undefined);
    try {
      await deliver();
    } catch (error) {
      setFailed({ of: editing?.id, text: storageSentenceOf(error) });
    } finally {
      busy.current = false;
      field.current?.focus();
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // While an input method composes, its keys are its own.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey && !touch) {
      event.preventDefault();
      void submit();
    } else if (event.key === 'Escape' && (editing || draft.replyTo !== undefined)) {
      event.preventDefault();
      event.stopPropagation();
      cancel();
    } else if (event.key === 'ArrowUp' && text === '' && !event.altKey) {
      event.preventDefault();
      onEditLast();
    }
  };

  const addEmoji = (emoji: string): void => {
    const element = field.current;
    const { text: next, caret } = insertAt(text, emoji, element?.selectionStart, element?.selectionEnd);
    write(next);
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(caret, caret);
    });
  };

  return (
    <form
      className={styles['composer']}
      aria-label="Write a message"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {failure !== undefined && <Failure>{failure}</Failure>}
      <div className={styles['box']}>
        {editing && <ComposerBar title="Edit message" text={editing.text} onCancel={cancel} />}
        {!editing && draft.replyTo !== undefined && (
          <ComposerBar
            title={replyTo ? `Reply to ${replyTo.own ? 'yourself' : replyTo.author.name}` : 'Reply'}
            text={replyTo ? (replyTo.retracted ? 'Message retracted' : replyTo.text) : 'An earlier message'}
            onCancel={cancel}
          />
        )}
        <div className={styles['line']}>
          <EmojiPopover
            trigger={
              <IconButton label="Emoji">
                <Smile />
              </IconButton>
            }
            onPick={addEmoji}
          />
          <textarea
            ref={field}
            rows={1}
            aria-label="Message"
            placeholder="Message"
            className={styles['field']}
            dir="auto"
            enterKeyHint={touch ? 'enter' : 'send'}
            value={text}
            aria-invalid={length > MESSAGE_TEXT_LENGTH || undefined}
            onChange={(event) => write(event.target.value)}
            onKeyDown={onKeyDown}
          />
          <IconButton
            label={editing ? 'Save' : 'Send'}
            look="primary"
            type="submit"
            disabled={!canSend}
            // A press must not take the keyboard of a phone away.
            onPointerDown={(event) => event.preventDefault()}
          >
            {editing ? <Check /> : <ArrowUp />}
          </IconButton>
        </div>
      </div>
      {length > COUNT_FROM && (
        <p className={styles['count']} role="status" data-over={length > MESSAGE_TEXT_LENGTH || undefined}>
          {length > MESSAGE_TEXT_LENGTH
            ? `${(length - MESSAGE_TEXT_LENGTH).toLocaleString()} too many. Send it in two.`
            : `${(MESSAGE_TEXT_LENGTH - length).toLocaleString()} left`}
        </p>
      )}
    </form>
  );
};
