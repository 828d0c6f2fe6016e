import type { MessageView, ReturnedItem } from '../../app/conversationModel.ts';
import { dayOf } from '../words/time.ts';

/** Messages of one author that arrive within this time of each other stand together. */
export const GROUP_MS = 5 * 60_000;

interface Placed {
  /** Midnight of a day that begins with this row. */
  readonly day?: number;
}

export interface MessageRow extends Placed {
  readonly type: 'message';
  readonly key: string;
  readonly message: MessageView;
  readonly startsGroup: boolean;
  readonly endsGroup: boolean;
  /** The last of its group, or the last of it that came this far: time and mark stand here. */
  readonly showsState: boolean;
  /** The "new messages" line stands above this row. */
  readonly newLine: boolean;
  /** It belongs to the run below that line. */
  readonly unread: boolean;
}

export interface ReturnedRow extends Placed {
  readonly type: 'returned';
  readonly key: string;
  readonly item: ReturnedItem;
}

export type Row = MessageRow | ReturnedRow;

const timeOf = (entry: MessageView | ReturnedItem): number => ('at' in entry ? entry.at : entry.sentAt);

/** Returned messages stand where they were written; the order of messages, which is by `seq`, is never touched. */
const inPlace = (
  messages: readonly MessageView[],
  returned: readonly ReturnedItem[],
): (MessageView | ReturnedItem)[] => {
  const entries: (MessageView | ReturnedItem)[] = [];
  let next = 0;
  for (const message of messages) {
    for (let item = returned[next]; item && item.sentAt < message.at; item = returned[next]) {
      entries.push(item);
      next += 1;
    }
    entries.push(message);
  }
  return [...entries, ...returned.slice(next)];
};

const together = (one: Row | undefined, other: MessageView): boolean =>
  one?.type === 'message' &&
  one.message.author.id === other.author.id &&
  Math.abs(other.at - one.message.at) <= GROUP_MS;

/**
 * What stands on screen, one row a message, from oldest to newest.
 * @param readSeq where the "new messages" line stands: above the first message of somebody else after it.
 * @param hasEarlier there is more above. When already the first message is new, the line stands up there.
 */
export const rowsOf = (
  messages: readonly MessageView[],
  returned: readonly ReturnedItem[],
  readSeq: number | undefined,
  hasEarlier = false,
): readonly Row[] => {
  const rows: Row[] = [];
  let lastDay: number | undefined;
  let unread = false;
  for (const entry of inPlace(messages, returned)) {
    const day = dayOf(timeOf(entry));
    const placed: Placed = day === lastDay ? {} : { day };
    lastDay = day;
    if (!('at' in entry)) {
      rows.push({ type: 'returned', key: `returned ${entry.id}`, item: entry, ...placed });
      continue;
    }
    const isNew = readSeq !== undefined && !entry.own && entry.seq !== undefined && entry.seq > readSeq;
    const newLine = isNew && !unread && !(hasEarlier && entry === messages[0]);
    unread ||= isNew;
    const before = rows.at(-1);
    const startsGroup = newLine || placed.day !== undefined || !together(before, entry);
    if (!startsGroup && before?.type === 'message') {
      const showsState = before.message.delivery !== entry.delivery;
      rows[rows.length - 1] = { ...before, endsGroup: false, showsState };
    }
    rows.push({
      type: 'message',
      key: entry.id,
      message: entry,
      startsGroup,
      endsGroup: true,
      showsState: true,
      newLine,
      unread,
      ...placed,
    });
  }
  return rows;
};
