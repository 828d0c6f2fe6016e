import type { CreateRoom, Room } from '@skein/shared/api/schemas';
import { newRoomId, type RoomId, type UserId } from '@skein/shared/ids';
import { ROOM_MEMBERS, ROOMS_PER_PERSON } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import type { Relay } from '../relay/contract.ts';
import type { Changes } from './changes.ts';
import { type Members, present, type Span } from './members.ts';
import type { People } from './people.ts';
import type { RoomRecord, Rooms } from './rooms.ts';

export interface ConversationParts {
  readonly rooms: Rooms;
  readonly members: Members;
  readonly people: People;
  readonly changes: Changes;
  readonly relay: Relay;
}

/** Starting conversations and looking at them. */
export class Conversations {
  readonly #parts: ConversationParts;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
  }

  async list(user: UserId): Promise<Room[]> {
    const rooms = await this.#parts.rooms.of(user);
    return await Promise.all(rooms.map((room) => this.#describe(room)));
  }

  async view(id: RoomId, user: UserId): Promise<Room> {
    await this.spans(id, user);
    return await this.#describe(await this.room(id));
  }

  /** @throws RefusedError `document-unknown` */
  async room(id: RoomId): Promise<RoomRecord> {
    const room = await this.#parts.rooms.room(id);
    if (room === undefined) throw new RefusedError('document-unknown');
    return room;
  }

  /**
   * All spans of somebody who is in it now.
   * @throws RefusedError `document-unknown`, `room-forbidden`, `removed-from-room`
   */
  async spans(id: RoomId, user: UserId): Promise<readonly [Span, ...Span[]]> {
    const [first, ...more] = await this.#parts.members.spans(id, user);
    if (first === undefined) {
      await this.room(id);
      throw new RefusedError('room-forbidden');
    }
    if (present([first, ...more]) === undefined) throw new RefusedError('removed-from-room');
    return [first, ...more];
  }

  create(user: UserId, request: CreateRoom): Promise<Room> {
    return request.kind === 'direct' ? this.direct(user, request.with as UserId) : this.#group(user, request);
  }

  /** The one direct conversation of the two, made when there is none. */
  async direct(user: UserId, other: UserId): Promise<Room> {
    const { rooms, people, relay } = this.#parts;
    if (user === other)
      throw new RefusedError('request-invalid', 'a direct conversation needs somebody else');
    await people.person(other);
    const known = await rooms.direct(user, other);
    if (known) return await this.#describe(known);
    await Promise.all([user, other].map((each) => this.#roomForOneMore(each)));
    const id = newRoomId();
    // The segment comes first: a crash in between leaves a segment that nobody names, not a room without one.
    await relay.createRoom(id);
    await rooms.addDirect(id, user, other);
    return await this.#begun(await rooms.direct(user, other));
  }

  async #group(owner: UserId, request: Extract<CreateRoom, { kind: 'group' }>): Promise<Room> {
    const { rooms, people, relay } = this.#parts;
    const others = [...new Set(request.members as UserId[])].filter((member) => member !== owner);
    if (others.length >= ROOM_MEMBERS) throw new RefusedError('too-many', 'members');
    const named = await people.named(others);
    if (named.filter(({ deleted }) => !deleted).length < others.length)
      throw new RefusedError('person-unknown');
    await Promise.all([owner, ...others].map((each) => this.#roomForOneMore(each)));
    const id = newRoomId();
    await relay.createRoom(id);
    const { title, history = 'from-joining' } = request;
    await rooms.addGroup({ id, title, history }, [owner, ...others]);
    return await this.#begun(await rooms.room(id));
  }

  /** @throws RefusedError `too-many` when somebody is in as many conversations as one can be */
  async #roomForOneMore(user: UserId): Promise<void> {
    if ((await this.#parts.members.count(user)) >= ROOMS_PER_PERSON)
      throw new RefusedError('too-many', 'rooms');
  }

  async #begun(room: RoomRecord | undefined): Promise<Room> {
    if (room === undefined) throw new RefusedError('document-unknown');
    this.#parts.changes.tell({ type: 'room', room: room.id });
    return await this.#describe(room);
  }

  async #describe({ id, kind, title }: RoomRecord): Promise<Room> {
    const [chain, members] = await Promise.all([this.#parts.relay.chain(id), this.#parts.members.of(id)]);
    if (chain === undefined) throw new RefusedError('document-unknown');
    return { id, kind, title, head: chain.head, lastSeq: chain.lastSeq, members };
  }
}
