import type { Room } from '@skein/shared/api/schemas';
import type { RoomId, UserId } from '@skein/shared/ids';
import { latestById, type RoomEntry } from '@skein/shared/userDocument';
import type { Clock } from './environment.ts';
import { cell, type Derived, derived } from './live.ts';
import type { LocalIndex } from './localIndex.ts';
import type { UserDocuments } from './userDocuments.ts';

/**
 * The person's conversations: what the own document lists, and what an HTTP answer told of a moment ago and the relay
 * has not listed yet. Such an answer outlives a restart, since one can write to a new conversation at once.
 */
export class Rooms {
  /** Newest first. */
  readonly entries: Derived<readonly RoomEntry[]>;
  readonly #answers = cell<ReadonlyMap<RoomId, Room>>(new Map());
  readonly #listed: Derived<ReadonlyMap<RoomId, RoomEntry>>;
  readonly #user: UserId;
  readonly #index: LocalIndex;
  readonly #clock: Clock;

  constructor(user: UserId, userDocuments: UserDocuments, index: LocalIndex, clock: Clock) {
    this.#user = user;
    this.#index = index;
    this.#clock = clock;
    this.#listed = derived(() => {
      const entries = latestById(userDocuments.current.get()?.rooms.toArray() ?? []);
      return new Map(entries.toReversed().map((entry) => [entry.id, entry]));
    }, [userDocuments]);
    this.entries = derived(() => {
      const unlisted = [...this.#answers.get().values()].filter(({ id }) => !this.isListed(id as RoomId));
      return [...unlisted.map((room) => this.#entryOf(room)), ...this.#listed.get().values()];
    }, [this.#listed, this.#answers]);
    // What stays on disk does no harm: the list goes before it, and the next start drops it.
    this.#listed.subscribe(() => void this.#dropListed().catch(() => undefined));
  }

  async load(): Promise<void> {
    const answers = await this.#index.rooms();
    this.#answers.set(new Map(answers.map((answer) => [answer.id as RoomId, answer])));
    await this.#dropListed();
  }

  isListed(room: RoomId): boolean {
    return this.#listed.get().has(room);
  }

  get(room: RoomId): RoomEntry | undefined {
    return this.entries.get().find(({ id }) => id === room);
  }

  async learn(answer: Room): Promise<RoomId> {
    const room = answer.id as RoomId;
    if (this.isListed(room)) return room;
    this.#answers.set(new Map(this.#answers.get()).set(room, answer));
    await this.#index.putRoom(answer);
    return room;
  }

  async forget(room: RoomId): Promise<void> {
    const answers = new Map(this.#answers.get());
    if (!answers.delete(room)) return;
    this.#answers.set(answers);
    await this.#index.deleteRoom(room);
  }

  close(): void {
    this.entries.close();
    this.#listed.close();
  }

  async #dropListed(): Promise<void> {
    for (const room of this.#answers.get().keys()) if (this.isListed(room)) await this.forget(room);
  }

  #entryOf({ id, kind, title, members, head, lastSeq }: Room): RoomEntry {
    return {
      id: id as RoomId,
      kind,
      title: kind === 'group' ? title : '',
      role: members.find((member) => member.id === this.#user)?.role ?? 'member',
      members: members.map((member) => member.id as UserId),
      head,
      lastSeq,
      readSeq: 0,
      unread: 0,
      mentions: 0,
      at: this.#clock.now(),
    };
  }
}
