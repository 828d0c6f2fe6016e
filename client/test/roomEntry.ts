import type { RoomId, UserId } from '@skein/shared/ids';
import type { RoomEntry } from '@skein/shared/userDocument';

/** A new conversation of alice and bob, as the list of either has it. */
export const roomEntry = (id: RoomId, others: Partial<RoomEntry> = {}): RoomEntry => ({
  id,
  kind: 'direct',
  title: '',
  role: 'member',
  members: ['alice', 'bob'] as UserId[],
  head: 0,
  lastSeq: 0,
  readSeq: 0,
  unread: 0,
  mentions: 0,
  at: 1,
  ...others,
});
