import { memo } from 'react';
import type { RoomKind } from '@skein/shared/userDocument';
import { dayName } from '../words/time.ts';
import { MessageRow } from './MessageRow.tsx';
import { ReturnedRow } from './ReturnedRow.tsx';
import type { Row } from './rows.ts';
import styles from './RowView.module.css';

interface RowViewProps {
  readonly row: Row;
  readonly kind: RoomKind;
  readonly today: number;
  readonly highlighted: boolean;
}

/** Two rows that show the same: a row object is made anew with every change of the conversation, its message is not. */
const isSame = (one: Row, other: Row): boolean => {
  if (one.key !== other.key || one.day !== other.day) return false;
  if (one.type === 'returned' || other.type === 'returned') {
    return one.type === 'returned' && other.type === 'returned' && one.item === other.item;
  }
  return (
    one.message === other.message &&
    one.startsGroup === other.startsGroup &&
    one.endsGroup === other.endsGroup &&
    one.showsState === other.showsState &&
    one.newLine === other.newLine &&
    one.unread === other.unread
  );
};

export const RowView = memo(
  ({ row, kind, today, highlighted }: RowViewProps) => (
    <div
      className={styles['row']}
      data-unread={(row.type === 'message' && row.unread) || undefined}
      data-first={(row.type === 'message' && row.newLine) || undefined}
    >
      {row.day !== undefined && <h2 className={styles['day']}>{dayName(row.day, today)}</h2>}
      {row.type === 'message' && row.newLine && (
        <div role="separator" aria-label="New messages" className={styles['new']}>
          <span aria-hidden>New messages</span>
        </div>
      )}
      {row.type === 'message' ? (
        <MessageRow row={row} kind={kind} highlighted={highlighted} />
      ) : (
        <ReturnedRow item={row.item} rowKey={row.key} kind={kind} />
      )}
    </div>
  ),
  (before, after) =>
    before.kind === after.kind &&
    before.today === after.today &&
    before.highlighted === after.highlighted &&
    isSame(before.row, after.row),
);
