import { userDocumentName } from '@skein/shared/documents';
import type { RoomId, UserId } from '@skein/shared/ids';
import { KNOWN_ROOMS } from '@skein/shared/limits';
import type { RoomChain } from './contract.ts';
import { chainOf, readKey, readOf, roomKey, segmentsKey, userHeadOf, userKey } from './facts.ts';
import type { Storage } from './storage.ts';

/** What the relay knows of a room without its documents. Only steps change it. */
export interface Room {
  readonly id: RoomId;
  chain: RoomChain;
  /** When a segment was last closed because it was full; undefined if none was in this life of the relay. */
  filledAt?: number;
  /** Read positions that were asked for. */
  readonly readSeqs: Map<UserId, number>;
}

/** Facts of rooms and people, in memory as the last step left them. */
export class Registry {
  readonly #storage: Storage;
  #rooms = new Map<RoomId, Room>();
  #heads = new Map<UserId, number | undefined>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  async room(id: RoomId): Promise<Room | undefined> {
    const known = this.#rooms.get(id);
    if (known) return known;
    const rooms = this.#rooms;
    const facts = await (await this.#storage.journal()).factsOf([roomKey(id), segmentsKey(id)]);
    const chain = chainOf(facts.get(roomKey(id)), facts.get(segmentsKey(id)));
    if (chain !== undefined && !rooms.has(id)) this.addRoom(id, chain, rooms);
    return rooms.get(id);
  }

  addRoom(id: RoomId, chain: RoomChain, rooms: Map<RoomId, Room> = this.#rooms): Room {
    const room: Room = { id, chain, readSeqs: new Map() };
    rooms.set(id, room);
    return room;
  }

  async readSeq(room: Room, user: UserId): Promise<number> {
    const known = room.readSeqs.get(user);
    if (known !== undefined) return known;
    const seq = readOf(await (await this.#storage.journal()).fact(readKey(room.id, user)));
    const now = Math.max(seq, room.readSeqs.get(user) ?? 0);
    room.readSeqs.set(user, now);
    return now;
  }

  /** Index of the open user document. */
  async userHead(user: UserId): Promise<number | undefined> {
    const heads = this.#heads;
    if (!heads.has(user)) {
      const fact = await (await this.#storage.journal()).fact(userKey(user));
      if (!heads.has(user)) heads.set(user, fact === undefined ? undefined : userHeadOf(fact));
    }
    return heads.get(user);
  }

  /** The same by the documents that there are, for when the note of it cannot be read. */
  async foundHead(user: UserId): Promise<number | undefined> {
    const journal = await this.#storage.journal();
    let index = 0;
    while ((await journal.rows(userDocumentName(user, index))) > 0) index += 1;
    const head = index === 0 ? undefined : index - 1;
    this.#heads.set(user, head);
    return head;
  }

  /** The same for who merely asks, of anybody by any name: what is not known is not kept. */
  async askedHead(user: UserId): Promise<number | undefined> {
    if (this.#heads.has(user)) return this.#heads.get(user);
    const fact = await (await this.#storage.journal()).fact(userKey(user));
    return fact === undefined ? undefined : userHeadOf(fact);
  }

  /** The position of somebody a step has made sure of. */
  knownReadSeq(room: Room, user: UserId): number {
    const seq = room.readSeqs.get(user);
    if (seq === undefined) throw new TypeError('A step moves a cursor it did not prepare for.');
    return seq;
  }

  /** One that a step has made sure of. */
  knownRoom(id: RoomId): Room | undefined {
    return this.#rooms.get(id);
  }

  knownHead(user: UserId): number | undefined {
    if (!this.#heads.has(user)) throw new TypeError('A step writes to a person it did not prepare for.');
    return this.#heads.get(user);
  }

  setHead(user: UserId, head: number): void {
    this.#heads.set(user, head);
  }

  /** What memory holds is not what the journal holds. */
  discard(): void {
    this.#rooms = new Map();
    this.#heads = new Map();
  }

  /** Forgets what can be read again. Only between two steps. */
  prune(): void {
    if (this.#rooms.size > KNOWN_ROOMS || this.#heads.size > KNOWN_ROOMS) this.discard();
  }
}
