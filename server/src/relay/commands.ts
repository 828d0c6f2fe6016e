import type { DeviceId, RoomId, UserId } from '@skein/shared/ids';
import { type Message, messageSchema } from '@skein/shared/message';
import { type Refusal, RefusedError } from '@skein/shared/refusals';
import type { Stamp } from '@skein/shared/segment';
import type { UserDocument } from '@skein/shared/userDocument';
import { headIsEmpty } from './chain.ts';
import { firstStampOf, messageKey } from './facts.ts';
import type { Grant, MessagePolicy } from './ports.ts';
import type { Preparation } from './preparation.ts';
import type { Registry, Room } from './registry.ts';
import type { Segments } from './segments.ts';
import type { Command } from './steps.ts';
import type { Users } from './users.ts';

/** What the rest of the server asks of a step. */
export class Commands {
  readonly #registry: Registry;
  readonly #segments: Segments;
  readonly #users: Users;
  readonly #preparation: Preparation;
  readonly #policy: MessagePolicy;

  constructor(
    registry: Registry,
    segments: Segments,
    users: Users,
    preparation: Preparation,
    policy: MessagePolicy,
  ) {
    this.#registry = registry;
    this.#segments = segments;
    this.#users = users;
    this.#preparation = preparation;
    this.#policy = policy;
  }

  createRoom(id: RoomId): Command<void> {
    return {
      prepare: async () => {
        await this.#registry.room(id);
        return undefined;
      },
      run: (step) => {
        if (this.#registry.knownRoom(id) === undefined) this.#segments.createRoom(step, id);
      },
    };
  }

  closeSegment(id: RoomId): Command<number> {
    return {
      prepare: () => this.#prepareHead(id),
      run: (step) => {
        const room = this.#room(id);
        if (!headIsEmpty(room.chain)) this.#segments.rollOver(step, room);
        return room.chain.lastSeq;
      },
    };
  }

  userDocumentIndex(user: UserId): Command<number> {
    return {
      prepare: () => this.#prepareUser(user),
      run: (step) => this.#users.head(step, user).ref.index,
    };
  }

  writeUser(user: UserId, write: (document: UserDocument) => void): Command<void> {
    return {
      prepare: () => this.#prepareUser(user),
      run: (step) => this.#users.write(step, user, write),
    };
  }

  keepCursors(id: RoomId, user: UserId, devices: ReadonlySet<DeviceId>): Command<void> {
    return {
      prepare: () => this.#prepareHead(id),
      run: (step) => this.#segments.keepCursors(step, this.#room(id), user, devices),
    };
  }

  /** @param isOver why the author may not go on, asked when it is about to be stamped */
  post(id: RoomId, message: Message, grant: Grant, isOver: () => Refusal | undefined): Command<Stamp> {
    return {
      prepare: async () => {
        const refusal = refusalOf(message, grant);
        if (refusal) throw new RefusedError(refusal, `messages ${message.id}`);
        await this.#prepareHead(id);
        return this.#preparation.firstStamp(this.#room(id), message.id);
      },
      run: (step) => {
        const disconnection = isOver();
        if (disconnection !== undefined) throw new RefusedError(disconnection);
        const room = this.#room(id);
        const first = step.fact(messageKey(id, message.id));
        if (first !== undefined) {
          const { seq, at, author } = firstStampOf(first);
          if (author !== grant.user) throw new RefusedError('author-foreign', `messages ${message.id}`);
          return { seq, at, author };
        }
        const reason = this.#policy(message, id);
        if (reason !== undefined) throw new RefusedError(reason);
        this.#segments.makeSpace(step, room);
        const stamp = this.#segments.stamp(step, room, message.id, message.author);
        const { head } = room.chain;
        step.later((step) => this.#segments.append(step, room, head, message, stamp));
        return stamp;
      },
    };
  }

  async #prepareHead(id: RoomId): Promise<undefined> {
    const room = await this.#registry.room(id);
    if (room === undefined) throw new RefusedError('document-unknown', id);
    await this.#preparation.head(room);
  }

  async #prepareUser(user: UserId): Promise<undefined> {
    await this.#preparation.user(user);
  }

  #room(id: RoomId): Room {
    const room = this.#registry.knownRoom(id);
    if (room === undefined) throw new TypeError(`The room ${id} was not prepared for.`);
    return room;
  }
}

/** The same rules as in `messages` of a segment. */
const refusalOf = (message: Message, grant: Grant): Refusal | undefined => {
  if (grant.access !== 'write') return 'read-only';
  if (message.author !== grant.user) return 'author-foreign';
  if (!grant.devices.has(message.device)) return 'device-foreign';
  return messageSchema.safeParse(message).success ? undefined : 'content-invalid';
};
