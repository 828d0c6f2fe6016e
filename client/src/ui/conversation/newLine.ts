import type { MessageId } from '@skein/shared/ids';
import type { ConversationView } from '../../app/conversationModel.ts';

/**
 * The "new messages" line. It is frozen where reading stopped, or was said to, when the conversation was entered, so
 * that it does not run away while one reads. It moves only when a new unread run begins while nobody looks, and goes
 * when one answers.
 */
export interface NewLine {
  /** The line stands above the first message of somebody else after this `seq`. */
  readonly after: number | undefined;
  /** How many there were when it was set; 0 when that is not known. */
  readonly count: number;
  readonly lastSeq: number;
  /** The own message at the very end. */
  readonly answer: MessageId | undefined;
}

type Seen = Pick<ConversationView, 'messages' | 'later' | 'readSeq' | 'lastSeq' | 'unread' | 'markedFrom'>;

const answerIn = ({ messages, later }: Seen): MessageId | undefined => {
  const last = later === 'none' ? messages.at(-1) : undefined;
  return last?.own === true ? last.id : undefined;
};

const entered = ({ readSeq, unread, markedFrom }: Seen): Pick<NewLine, 'after' | 'count'> => {
  if (markedFrom !== undefined && markedFrom <= readSeq) return { after: markedFrom - 1, count: 0 };
  return { after: unread > 0 ? readSeq : undefined, count: unread };
};

/** @param line what it was; undefined on entry. The same object comes back when nothing changed. */
export const newLineAfter = (line: NewLine | undefined, view: Seen, focused: boolean): NewLine => {
  const { lastSeq, readSeq, unread, later } = view;
  const answer = answerIn(view);
  if (!line) return { ...entered(view), lastSeq, answer };
  // What is at the end is not known while that is not shown.
  if (later !== 'none' || (line.lastSeq === lastSeq && line.answer === answer)) return line;
  const answered = answer !== undefined && answer !== line.answer;
  const begins = lastSeq > line.lastSeq && unread > 0 && !focused && readSeq >= line.lastSeq;
  if (answered) return { after: undefined, count: 0, lastSeq, answer };
  return begins ? { after: readSeq, count: unread, lastSeq, answer } : { ...line, lastSeq, answer };
};
