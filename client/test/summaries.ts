import type { Person } from '@skein/shared/api/schemas';
import type { RoomId } from '@skein/shared/ids';
import type { ConversationSummary } from '../src/app/model.ts';

/** A quiet conversation as the list shows it, with one person or else of a group. */
export const conversation = (id: string, title: string, peer?: Person): ConversationSummary => ({
  id: id as RoomId,
  kind: peer ? 'direct' : 'group',
  title,
  ...(peer ? { peer } : {}),
  memberCount: 2,
  at: 0,
  unread: 0,
  mentioned: false,
  markedUnread: false,
  present: false,
  typing: [],
});
