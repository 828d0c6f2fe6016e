import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import type { FoundMessage } from '../src/search/port.ts';

/** What Alice said about tea, as a search finds it. */
export const said = (id: string, at: number, text = 'tea'): FoundMessage => ({
  id: id as MessageId,
  room: 'tea' as RoomId,
  author: 'alice' as UserId,
  at,
  text,
});
