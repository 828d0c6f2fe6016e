import type { Room } from '@skein/shared/api/schemas';
import type { RoomId, UserId } from '@skein/shared/ids';
import { PAGE_SIZE, ROOM_MEMBERS, ROOMS_PER_PERSON } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import { JournalRowDamagedError } from '../journal/port.ts';
import type { Conversations, ConversationParts } from './conversations.ts';
import { present } from './members.ts';
import type { RoomRecord } from './rooms.ts';

/**
 * Who is in a group. The open segment closes at each of these boundaries, because access goes by segment: what lies
 * before belongs to those who were there, what lies after to those who are.
 */
export class Membership {
  readonly #parts: ConversationParts;
  readonly #conversations: Conversations;

  constructor(parts: ConversationParts, conversations: Conversations) {
    this.#parts = parts;
    this.#conversations = conversations;
  }

  async rename(id: RoomId, by: UserId, title: string): Promise<Room> {
    await this.#ownGroup(id, by);
    await this.#parts.rooms.rename(id, title);
    this.#parts.changes.tell({ type: 'room', room: id });
    return await this.#conversations.view(id, by);
  }

  /** Adding who is in it already changes nothing. */
  async add(id: RoomId, by: UserId, user: UserId): Promise<Room> {
    const { members, people, relay, changes } = this.#parts;
    const { history } = await this.#ownGroup(id, by);
    await people.person(user);
    const ids = await members.ids(id);
    if (!ids.includes(user)) {
      if (ids.length >= ROOM_MEMBERS) throw new RefusedError('too-many', 'members');
      if ((await members.count(user)) >= ROOMS_PER_PERSON) throw new RefusedError('too-many', 'rooms');
      const joinedSeq = history === 'all' ? 0 : (await relay.closeSegment(id)) + 1;
      await members.join(id, user, joinedSeq);
      changes.tell({ type: 'room', room: id });
    }
    return await this.#conversations.view(id, by);
  }

  /** By the owner, or by the person who leaves. */
  async remove(id: RoomId, by: UserId, user: UserId): Promise<void> {
    const { members, relay, changes } = this.#parts;
    if (by === user) await this.#group(id, by);
    else await this.#ownGroup(id, by);
    if (present(await members.spans(id, user)) === undefined) throw new RefusedError('person-unknown');
    const leftSeq = await relay.closeSegment(id);
    const heir = await members.leave(id, user, leftSeq);
    relay.disconnect({ user, room: id }, 'removed-from-room');
    // Open channels were granted what a member may do; the next ones are granted what the owner may.
    if (heir !== undefined) relay.disconnect({ user: heir, room: id }, 'chain-moved');
    changes.tell({ type: 'left', room: id, user });
    // What they said after the boundary and before they were out is stamped: it is theirs to read, so it goes before another.
    const since = await relay.messages(id, { after: leftSeq, limit: PAGE_SIZE }, () => true);
    if (since.some(({ author }) => author === user))
      await members.extend(id, user, await relay.closeSegment(id));
  }

  /**
   * Of an account that is no more. Nobody is left for whom reading would have to end at a boundary, so no segment closes;
   * and what is damaged of the group does not keep anybody in.
   */
  async end(id: RoomId, user: UserId): Promise<void> {
    const { members, relay, changes } = this.#parts;
    const heir = await members.leave(id, user, await this.#lastSeq(id));
    if (heir !== undefined) relay.disconnect({ user: heir, room: id }, 'chain-moved');
    changes.tell({ type: 'left', room: id, user });
  }

  async #lastSeq(id: RoomId): Promise<number> {
    try {
      return (await this.#parts.relay.chain(id))?.lastSeq ?? 0;
    } catch (error) {
      if (error instanceof JournalRowDamagedError) return 0;
      throw error;
    }
  }

  async #group(id: RoomId, by: UserId): Promise<RoomRecord & { readonly isOwner: boolean }> {
    const spans = await this.#conversations.spans(id, by);
    const room = await this.#conversations.room(id);
    if (room.kind !== 'group') throw new RefusedError('request-invalid', 'not a group');
    return { ...room, isOwner: present(spans)?.role === 'owner' };
  }

  async #ownGroup(id: RoomId, by: UserId): Promise<RoomRecord> {
    const { isOwner, ...room } = await this.#group(id, by);
    if (!isOwner) throw new RefusedError('owner-only');
    return room;
  }
}
