import type { ConversationView } from '../../app/model.ts';

/**
 * The "new messages" line. It is frozen where reading stopped when the conversation was entered, so that it does not
 * run away while one reads. It moves only when a new unread run begins while nobody looks, and goes when one answers.
 */
export interface NewLine {
  /** The line stands above the first message of somebody else after this `seq`. */
  readonly after: number | undefined;
  readonly lastSeq: number;
  readonly ownCount: number;
}

type Seen = Pick<ConversationView, 'messages' | 'readSeq' | 'lastSeq' | 'unread'>;

const ownCount = ({ messages }: Seen): number => messages.filter(({ own }) => own).length;

/** @param line what it was; undefined on entry. The same object comes back when nothing changed. */
export const newLineAfter = (line: NewLine | undefined, view: Seen, focused: boolean): NewLine => {
  const own = ownCount(view);
  if (!line) {
    return { after: view.unread > 0 ? view.readSeq : undefined, lastSeq: view.lastSeq, ownCount: own };
  }
  if (line.lastSeq === view.lastSeq && line.ownCount === own) return line;
  const last = view.messages.at(-1);
  const answered = own > line.ownCount && last?.own === true;
  const arrived = view.lastSeq > line.lastSeq && view.unread > 0;
  const begins = arrived && !focused && view.readSeq >= line.lastSeq;
  const after = answered ? undefined : begins ? view.readSeq : line.after;
  return { after, lastSeq: view.lastSeq, ownCount: own };
};
