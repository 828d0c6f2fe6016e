import type { MessageView } from '../../app/conversationModel.ts';
import type { Row } from './rows.ts';

/** The beginning stands before the first row. */
export const itemOf = (row: number): number => row + 1;
export const rowOf = (item: number): number => item - 1;

/** The message at a row, or the next one below it; none for no row. */
export const messageRowAt = (
  rows: readonly Row[],
  from: number,
): { readonly row: number; readonly message: MessageView } | undefined => {
  if (from < 0) return undefined;
  for (const [index, found] of rows.slice(from).entries())
    if (found.type === 'message') return { row: from + index, message: found.message };
  return undefined;
};

/** The `seq` of the first stamped message between two rows, and of the last one. */
export const seqsBetween = (
  rows: readonly Row[],
  top: number,
  bottom: number,
): readonly [number, number] | undefined => {
  const seqs = rows
    .slice(Math.max(0, top), bottom + 1)
    .flatMap((row) => (row.type === 'message' && row.message.seq !== undefined ? [row.message.seq] : []));
  const [first, last] = [seqs[0], seqs.at(-1)];
  return first === undefined || last === undefined ? undefined : [first, last];
};
