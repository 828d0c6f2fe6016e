import { isTooLarge, type Message, messageSchema } from '../../message.ts';
import { RefusedError } from '../../refusals.ts';
import type { SegmentState } from '../case.ts';
import { checkAuthor, checked } from './check.ts';
import type { Rule } from './rule.ts';

/** Whether the segment is closed is no question here: the relay carries forward what arrives late. */
export const messages: Rule<SegmentState> = {
  shape: 'list',
  append: (value, at, { writer, changes }) => {
    if (isTooLarge(value)) throw new RefusedError('too-large', 'messages');
    const message = checked(messageSchema, value, 'messages');
    checkAuthor(message, writer, `messages ${message.id}`);
    if (at) changes.messages.push({ message, at });
  },
  erase: (value, { state, writer, changes }) => {
    const { id, author } = value as Message;
    if (author !== writer.user) throw new RefusedError('deletion-foreign', `messages ${id}`);
    const stamped = state.segment.stamps.get(id)?.author === writer.user;
    (stamped ? changes.retracted : changes.withdrawn).push(id);
  },
};
