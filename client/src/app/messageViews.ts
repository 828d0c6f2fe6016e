import type { MessageId, UserId } from '@skein/shared/ids';
import { SEEN_BY_MEMBERS } from '@skein/shared/limits';
import type { TimelineMessage } from '@skein/shared/timeline';
import type { RoomEntry } from '@skein/shared/userDocument';
import type { ConversationFacts } from './conversationFacts.ts';
import { deliveryOf } from './delivery.ts';
import type { MessageView, ReactionView } from './conversationModel.ts';
import { type People, personOf } from './people.ts';

type OriginalOf = (id: MessageId) => TimelineMessage | undefined;

/** From here on a message says when it was written. */
const LATE_AFTER_MS = 2 * 60_000;

/**
 * The messages of a conversation as one person sees them: stamped ones by `seq`, then what is pending.
 * @param originalOf what is answered and is none of them
 * @param joined since which `seq` a member can read, as far as that is known
 */
export const messageViews = (
  facts: ConversationFacts,
  entry: RoomEntry,
  people: People,
  me: UserId,
  originalOf: OriginalOf = () => undefined,
  joined: ReadonlyMap<UserId, number> = new Map(),
): readonly MessageView[] => {
  const messages = [...facts.stamped, ...facts.pending];
  const byId = new Map(messages.map((message) => [message.id, message]));
  const members = entry.members.filter((member) => member !== me);
  const tellsReaders = entry.kind === 'group' && entry.members.length <= SEEN_BY_MEMBERS;
  return messages.map((message) => {
    const own = message.author === me;
    const seq = message.stamp?.seq;
    const others = seq === undefined ? members : members.filter((member) => (joined.get(member) ?? 0) <= seq);
    const hasRead = (member: UserId): boolean => (facts.positions.get(member) ?? 0) >= (seq ?? Infinity);
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
      ...(own ? { delivery: deliveryOf(seq, me, others, facts.positions) } : {}),
      ...(own && seq !== undefined && tellsReaders
        ? {
            readers: {
              seen: others.filter(hasRead).map((other) => personOf(people, other)),
              notYet: others.filter((other) => !hasRead(other)).map((other) => personOf(people, other)),
            },
          }
        : {}),
      ...(message.replyTo === undefined
        ? {}
        : { replyTo: quoteOf(message.replyTo, (id) => byId.get(id) ?? originalOf(id), people) }),
      reactions: reactionViews(message, people, me),
      canEdit: own && !message.retracted,
      canRetract: isMine && !message.retracted,
    };
  });
};

const quoteOf = (
  id: MessageId,
  originalOf: OriginalOf,
  people: People,
): NonNullable<MessageView['replyTo']> => {
  const original = originalOf(id);
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
