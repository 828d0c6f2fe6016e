import type { MessageId, UserId } from '@skein/shared/ids';
import type { TimelineMessage } from '@skein/shared/timeline';
import type { RoomEntry } from '@skein/shared/userDocument';
import type { ConversationFacts } from './conversationFacts.ts';
import { deliveryOf } from './delivery.ts';
import type { MessageView, ReactionView } from './model.ts';
import { type People, personOf } from './people.ts';

/** From here on a message says when it was written. */
const LATE_AFTER_MS = 2 * 60_000;

/** The messages of a conversation as one person sees them: stamped ones by `seq`, then what is pending. */
export const messageViews = (
  facts: ConversationFacts,
  entry: RoomEntry,
  people: People,
  me: UserId,
): readonly MessageView[] => {
  const messages = [...facts.stamped, ...facts.pending];
  const byId = new Map(messages.map((message) => [message.id, message]));
  const others = entry.members.filter((member) => member !== me);
  return messages.map((message) => {
    const own = message.author === me;
    const seq = message.stamp?.seq;
    const at = message.stamp?.at ?? message.sentAt;
    const isMine = own || entry.role === 'owner';
    return {
      id: message.id,
      author: personOf(people, message.author),
      own,
      text: message.text,
      at,
      sentAt: message.sentAt,
      late: at - message.sentAt > LATE_AFTER_MS,
      ...(seq === undefined ? {} : { seq }),
      edited: message.edited,
      retracted: message.retracted,
      ...(own ? { delivery: deliveryOf(seq, others, facts.positions) } : {}),
      readBy:
        own && seq !== undefined && entry.kind === 'group'
          ? others
              .filter((other) => (facts.positions.get(other) ?? 0) >= seq)
              .map((other) => personOf(people, other))
          : [],
      ...(message.replyTo === undefined ? {} : { replyTo: quoteOf(message.replyTo, byId, people) }),
      reactions: reactionViews(message, people, me),
      canEdit: own && !message.retracted,
      canRetract: isMine && !message.retracted,
    };
  });
};

const quoteOf = (
  id: MessageId,
  byId: ReadonlyMap<MessageId, TimelineMessage>,
  people: People,
): NonNullable<MessageView['replyTo']> => {
  const original = byId.get(id);
  if (original === undefined) return { id };
  return {
    id,
    author: personOf(people, original.author),
    text: original.text,
    retracted: original.retracted,
  };
};

const reactionViews = (message: TimelineMessage, people: People, me: UserId): readonly ReactionView[] =>
  [...message.reactions].map(([emoji, users]) => ({
    emoji,
    own: users.includes(me),
    people: users.map((user) => personOf(people, user)),
  }));
