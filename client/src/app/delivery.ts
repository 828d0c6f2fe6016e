import type { UserId } from '@skein/shared/ids';
import type { Delivery } from './model.ts';

/** 'read' means: by everybody else who is in the conversation now. */
export const deliveryOf = (
  seq: number | undefined,
  others: readonly UserId[],
  positions: ReadonlyMap<UserId, number>,
): Delivery => {
  if (seq === undefined) return 'pending';
  return others.length > 0 && others.every((other) => (positions.get(other) ?? 0) >= seq) ? 'read' : 'sent';
};
