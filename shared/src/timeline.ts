import type { DeviceId, MessageId, UserId } from './ids.ts';
import type { Amendment, Message } from './message.ts';
import { parseReactionKey, type Segment, type Stamp } from './segment.ts';

/** A message as people see it, amendments applied. */
export interface TimelineMessage {
  readonly id: MessageId;
  readonly author: UserId;
  /** Absent once the relay erased a retracted message. */
  readonly device?: DeviceId;
  /** Empty once retracted. */
  readonly text: string;
  /** What the author's device said; in the future of the arrival it is the arrival. */
  readonly sentAt: number;
  /** Absent while pending. */
  readonly stamp?: Stamp;
  readonly edited: boolean;
  readonly retracted: boolean;
  readonly replyTo?: MessageId;
  readonly thread?: MessageId;
  readonly mentions: readonly UserId[];
  /** Absent where there are none, and once retracted. */
  readonly attachments?: Message['attachments'];
  /** Who reacted, by emoji; in the same order on every device, as a document does not say which came first. */
  readonly reactions: ReadonlyMap<string, readonly UserId[]>;
}

export const isCarriedForward = (stamp: Stamp | undefined): boolean => stamp?.in !== undefined;

/**
 * What the amendments of one message come to: the last text of its author, unless retracted by its author. When a
 * moderator retracts it, the relay erases it; until then only the moderator sees it gone. So nobody hides a message by
 * an amendment that was there before it.
 */
const amended = (
  message: Message,
  amendments: readonly Amendment[],
  viewer: UserId,
): Pick<TimelineMessage, 'text' | 'edited' | 'retracted'> => {
  const retracted = amendments.some(
    ({ author, retract }) => retract === true && (author === message.author || author === viewer),
  );
  if (retracted) return { text: '', edited: false, retracted: true };
  const last = amendments.findLast(({ author, text }) => author === message.author && text !== undefined);
  return { text: last?.text ?? message.text, edited: last !== undefined, retracted: false };
};

/** `Map.groupBy`, which browsers have not had for long. */
export const groupBy = <Key, Value>(
  values: Iterable<Value>,
  keyOf: (value: Value) => Key,
): Map<Key, Value[]> => {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
};

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const reactionsByMessage = (segment: Segment): Map<MessageId, Map<string, UserId[]>> => {
  const reactions = [...segment.reactions.keys()]
    .flatMap((key) => parseReactionKey(key) ?? [])
    .toSorted((a, b) => byText(a.emoji, b.emoji) || byText(a.user, b.user));
  const byMessage = new Map<MessageId, Map<string, UserId[]>>();
  for (const [message, ofMessage] of groupBy(reactions, (reaction) => reaction.message)) {
    const byEmoji = new Map<string, UserId[]>();
    for (const [emoji, ofEmoji] of groupBy(ofMessage, (reaction) => reaction.emoji))
      byEmoji.set(
        emoji,
        ofEmoji.map(({ user }) => user),
      );
    byMessage.set(message, byEmoji);
  }
  return byMessage;
};

const inOrder = (a: TimelineMessage, b: TimelineMessage): number => {
  if (a.stamp && b.stamp) return a.stamp.seq - b.stamp.seq;
  if (a.stamp) return -1;
  return b.stamp ? 1 : 0;
};

/**
 * What `viewer` sees of a segment: stamped messages by `seq`, then the viewer's own unstamped ones in the order they
 * were written. Others' unstamped messages and what was carried forward into a later segment are left out. A retracted
 * message keeps its place even after the relay erased its content, because its stamp stays.
 */
export const timeline = (segment: Segment, viewer: UserId): TimelineMessage[] => {
  const amendments = groupBy<MessageId, Amendment>(segment.amendments.toArray(), ({ message }) => message);
  const reactions = reactionsByMessage(segment);
  const seen = new Set<MessageId>();
  const shown: TimelineMessage[] = [];
  for (const message of segment.messages.toArray()) {
    const stamp = segment.stamps.get(message.id);
    if (seen.has(message.id) || isCarriedForward(stamp)) continue;
    // A stamp says whose message it belongs to: another of the same id is none.
    if (message.author !== (stamp?.author ?? viewer)) continue;
    seen.add(message.id);
    const asAmended = amended(message, amendments.get(message.id) ?? [], viewer);
    shown.push({
      id: message.id,
      author: message.author,
      device: message.device,
      sentAt: stamp ? Math.min(message.sentAt, stamp.at) : message.sentAt,
      ...asAmended,
      ...(stamp ? { stamp } : {}),
      ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
      ...(message.thread === undefined ? {} : { thread: message.thread }),
      mentions: message.mentions ?? [],
      ...(message.attachments === undefined || asAmended.retracted
        ? {}
        : { attachments: message.attachments }),
      reactions: reactions.get(message.id) ?? new Map(),
    });
  }
  for (const [key, stamp] of segment.stamps.entries()) {
    const id = key as MessageId;
    if (seen.has(id) || isCarriedForward(stamp)) continue;
    shown.push({
      id,
      author: stamp.author,
      text: '',
      sentAt: stamp.at,
      stamp,
      edited: false,
      retracted: true,
      mentions: [],
      reactions: new Map(),
    });
  }
  return shown.sort(inOrder);
};

/** Messages of others after `readSeq` that count: stamped and not retracted. */
export const unread = (
  messages: readonly TimelineMessage[],
  viewer: UserId,
  readSeq: number,
): TimelineMessage[] =>
  messages.filter(
    ({ author, retracted, stamp }) =>
      author !== viewer && !retracted && stamp !== undefined && stamp.seq > readSeq,
  );
