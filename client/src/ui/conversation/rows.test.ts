import { describe, expect, it } from 'vitest';
import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import type { MessageView, ReturnedItem } from '../../app/conversationModel.ts';
import { type MessageRow, rowsOf } from './rows.ts';

const noon = new Date('2026-11-20T12:00:00').getTime();
const minutes = (count: number): number => noon + count * 60_000;

let nextSeq = 1;
const message = (author: string, at: number, more: Partial<MessageView> = {}): MessageView => {
  const seq = nextSeq;
  nextSeq += 1;
  return {
    id: `message${seq}` as MessageId,
    author: { id: author as UserId, name: author, username: author },
    own: author === 'me',
    text: 'text',
    at,
    sentAt: at,
    late: false,
    seq,
    edited: false,
    retracted: false,
    reactions: [],
    canEdit: false,
    canRetract: false,
    ...more,
  };
};

const returned = (sentAt: number): ReturnedItem => ({
  id: 'returned1' as MessageId,
  room: 'room' as RoomId,
  text: 'text',
  reason: 'word-refused',
  sentence: '',
  canRetry: false,
  sentAt,
});

const shape = (rows: ReturnType<typeof rowsOf>): string[] =>
  rows.map((row) =>
    row.type === 'returned' ? 'returned' : `${row.startsGroup ? '[' : '-'}${row.endsGroup ? ']' : '-'}`,
  );

const messageRows = (rows: ReturnType<typeof rowsOf>): MessageRow[] =>
  rows.filter((row) => row.type === 'message');

describe('groups', () => {
  it('hold what one author sent within five minutes of each other', () => {
    const rows = rowsOf(
      [
        message('bo', minutes(0)),
        message('bo', minutes(5)),
        message('bo', minutes(11)),
        message('ada', minutes(11)),
      ],
      [],
      undefined,
    );
    expect(shape(rows)).toEqual(['[-', '-]', '[]', '[]']);
  });

  it('end at midnight, however close', () => {
    const midnight = new Date('2026-11-21T00:00:00').getTime();
    const rows = rowsOf([message('bo', midnight - 1_000), message('bo', midnight)], [], undefined);
    expect(shape(rows)).toEqual(['[]', '[]']);
    expect(rows[1]?.day).toBe(midnight);
  });

  it('end where the line of new messages stands', () => {
    const first = message('bo', minutes(0));
    const second = message('bo', minutes(1));
    expect(shape(rowsOf([first, second], [], first.seq))).toEqual(['[]', '[]']);
  });
});

it('shows once in a group how far its messages came', () => {
  const mine = (['read', 'read', 'sent', 'pending'] as const).map((delivery, index) =>
    message('me', minutes(index), { delivery }),
  );
  expect(messageRows(rowsOf(mine, [], undefined)).map(({ showsState }) => showsState)).toEqual([
    false,
    true,
    true,
    true,
  ]);
});

describe('days', () => {
  it('follow the arrival, not the writing', () => {
    const late = message('bo', minutes(1), { sentAt: minutes(-60 * 24 * 3), late: true });
    const rows = rowsOf([message('ada', minutes(0)), late], [], undefined);
    expect(rows.map(({ day }) => day !== undefined)).toEqual([true, false]);
  });
});

describe('the line of new messages', () => {
  it('stands once, above the first that somebody else wrote after the read position', () => {
    const read = message('bo', minutes(0));
    const mine = message('me', minutes(1));
    const fresh = [message('bo', minutes(2)), message('bo', minutes(3))];
    const rows = messageRows(rowsOf([read, mine, ...fresh], [], read.seq));
    expect(rows.map(({ newLine }) => newLine)).toEqual([false, false, true, false]);
    expect(rows.map(({ unread }) => unread)).toEqual([false, false, true, true]);
  });

  it('stands farther up when all that is shown is new', () => {
    const fresh = [message('bo', minutes(2)), message('bo', minutes(3))];
    const rows = messageRows(rowsOf(fresh, [], 0, true));
    expect(rows.map(({ newLine, unread }) => [newLine, unread])).toEqual([
      [false, true],
      [false, true],
    ]);
  });

  it('does not stand when nothing is new', () => {
    const read = message('bo', minutes(0));
    expect(messageRows(rowsOf([read], [], read.seq)).some(({ newLine }) => newLine)).toBe(false);
  });
});

it('puts what came back where it was written', () => {
  const rows = rowsOf(
    [message('bo', minutes(0)), message('bo', minutes(3))],
    [returned(minutes(2))],
    undefined,
  );
  expect(shape(rows)).toEqual(['[]', 'returned', '[]']);
  expect(rowsOf([], [returned(noon)], undefined)).toHaveLength(1);
});
