import { AMENDMENTS_PER_SEGMENT } from '../../limits.ts';
import { type Amendment, amendmentSchema, isTooLarge } from '../../message.ts';
import { RefusedError } from '../../refusals.ts';
import type { SegmentState } from '../case.ts';
import { checkAuthor, checked } from './check.ts';
import type { Rule } from './rule.ts';

/**
 * Only the author gives a message another text; only the author or a moderator retracts it. Who the author is, its
 * stamp tells.
 *
 * A message without a stamp may be on its way: one tab composed it, another amended it, and the second tab's socket
 * was faster. It may also have been returned to its sender. So an amendment for it is admitted, and can harm nobody:
 * people see an amendment of its author, and a moderator's retraction is the relay's deed, done when it is admitted.
 */
export const amendments: Rule<SegmentState> = {
  shape: 'list',
  append: (value, at, { state, writer, changes }) => {
    if (isTooLarge(value)) throw new RefusedError('too-large', 'amendments');
    const amendment = checked(amendmentSchema, value, 'amendments');
    const where = `amendments ${amendment.id}`;
    checkAuthor(amendment, writer, where);
    const author = state.segment.stamps.get(amendment.message)?.author;
    if (author !== undefined && author !== writer.user) {
      if (amendment.text !== undefined) throw new RefusedError('author-foreign', where);
      if (!writer.moderator) throw new RefusedError('deletion-foreign', where);
    }
    if (!at) return;
    changes.amendments.push({ amendment, at });
    if (state.segment.amendments.length + changes.amendments.length > AMENDMENTS_PER_SEGMENT)
      throw new RefusedError('segment-full', where);
  },
  erase: (value) => {
    throw new RefusedError('deletion-foreign', `amendments ${(value as Amendment).id}`);
  },
};
