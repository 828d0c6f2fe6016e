import type { UserId } from '@skein/shared/ids';
import type { Delivery } from './conversationModel.ts';

/**
 * 'read' means: by everybody else who is in the conversation now and could read it. Where they are all gone, by somebody
 * who was: what was read stays read.
 */
export const deliveryOf = (
  seq: number | undefined,
  me: UserId,
  others: readonly UserId[],
  positions: ReadonlyMap<UserId, number>,
): Delivery => {
  if (seq === undefined) return 'pending';
  const hasRead = (person: UserId): boolean => (positions.get(person) ?? 0) >= seq;
  const readers = [...positions.keys()].filter((person) => person !== me);
  return (others.length > 0 ? others.every(hasRead) : readers.some(hasRead)) ? 'read' : 'sent';
};
