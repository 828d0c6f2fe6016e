import type { Room } from '@skein/shared/api/schemas';
import type { UserId } from '@skein/shared/ids';
import type { RoomEntry } from '@skein/shared/userDocument';
import type { MemberView } from './conversationModel.ts';
import { type People, personOf } from './people.ts';

/**
 * Who is in a conversation, in the order of the person's own list.
 * @param answered what the relay last said of them: roles, and the names of strangers
 */
export const memberViews = (
  entry: RoomEntry | undefined,
  answered: Room['members'],
  people: People,
  me: UserId,
  present: ReadonlySet<UserId>,
): readonly MemberView[] => {
  const answers = new Map(answered.map((member) => [member.id, member]));
  return (entry?.members ?? []).map((id) => {
    const answer = answers.get(id);
    const stranger = answer ? { id, name: answer.name, username: answer.username } : personOf(people, id);
    const role = id === me ? entry?.role : answer?.role;
    return {
      person: people.get(id) ?? stranger,
      role: role ?? 'member',
      present: id === me || present.has(id),
      me: id === me,
    };
  });
};
