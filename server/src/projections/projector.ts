import type { RoomId, UserId } from '@skein/shared/ids';
import { KNOWN_ROOMS, PROJECTION_INTERVAL_MS } from '@skein/shared/limits';
import type { UserDocument } from '@skein/shared/userDocument';
import type { RelayEvent } from '../relay/contract.ts';
import { type Clock, type Log, type Schedule, systemSchedule } from '../relay/ports.ts';
import { type Entries, entriesOf } from './entries.ts';
import { EVERYTHING, merge, NOTHING, ofRoom, type Pending } from './pending.ts';
import type { ProjectedDirectory, ProjectedRelay } from './ports.ts';
import { reconcile } from './reconcile.ts';

interface Person {
  pending: Pending;
  /** When this person's document was last written, by the clock. */
  writtenAt: number;
  state: 'idle' | 'scheduled' | 'writing';
}

export interface ProjectorOptions {
  readonly relay: ProjectedRelay;
  readonly directory: ProjectedDirectory;
  readonly log: Log;
  readonly clock?: Clock;
  readonly schedule?: Schedule;
}

/**
 * Keeps `rooms`, `people` and `devices` of those who are connected true to relay and directory: derived, coalesced to at
 * most one write a person and interval, the first at once. Somebody who arrives is brought up to date; whoever is not
 * there is not written to. A failed write is tried again an interval later, as long as the person is there.
 */
export class Projector {
  readonly #options: Required<ProjectorOptions>;
  readonly #people = new Map<UserId, Person>();
  /** Asked for with every message; `roomChanged` says when they are others. */
  readonly #members = new Map<RoomId, Promise<readonly UserId[]>>();
  readonly #unsubscribe: () => void;
  #closed = false;

  constructor(options: ProjectorOptions) {
    this.#options = { clock: Date.now, schedule: systemSchedule, ...options };
    this.#unsubscribe = options.relay.subscribe((event) => this.#heard(event));
  }

  /** Title, members or roles changed; `left` are those who are no longer in it. */
  roomChanged(room: RoomId, left: readonly UserId[] = []): void {
    this.#members.delete(room);
    for (const user of left) this.#mark(user, { ...ofRoom(room), people: true });
    void this.#forMembers(room, { ...ofRoom(room), people: true });
  }

  devicesChanged(user: UserId): void {
    this.#mark(user, { ...NOTHING, devices: true });
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    this.#people.clear();
  }

  #heard(event: RelayEvent): void {
    switch (event.type) {
      case 'room-changed':
        void this.#forMembers(event.room, ofRoom(event.room));
        return;
      case 'amended':
        // The room is told of beside it.
        return;
      case 'read':
        this.#mark(event.user, ofRoom(event.room));
        return;
      case 'user-arrived':
        this.#mark(event.user, EVERYTHING);
        return;
      case 'user-left':
        this.#people.delete(event.user);
        return;
      case 'device-arrived':
      case 'device-left':
        this.devicesChanged(event.user);
        return;
    }
  }

  async #forMembers(room: RoomId, pending: Pending): Promise<void> {
    try {
      for (const user of await this.#membersOf(room)) this.#mark(user, pending);
    } catch (error) {
      this.#members.delete(room);
      this.#options.log.error({ error, room }, 'members of a room could not be read');
    }
  }

  #membersOf(room: RoomId): Promise<readonly UserId[]> {
    const known = this.#members.get(room);
    if (known) return known;
    if (this.#members.size >= KNOWN_ROOMS) this.#members.clear();
    const members = this.#options.directory.membersOf(room);
    this.#members.set(room, members);
    return members;
  }

  #mark(user: UserId, pending: Pending): void {
    const { clock, relay, schedule } = this.#options;
    if (this.#closed || !relay.isPresent(user)) return;
    const person = this.#people.get(user) ?? {
      pending: NOTHING,
      writtenAt: Number.NEGATIVE_INFINITY,
      state: 'idle',
    };
    this.#people.set(user, person);
    person.pending = merge(person.pending, pending);
    if (person.state !== 'idle') return;
    person.state = 'scheduled';
    schedule(Math.max(0, person.writtenAt + PROJECTION_INTERVAL_MS - clock()), () => {
      void this.#write(user, person);
    });
  }

  async #write(user: UserId, person: Person): Promise<void> {
    const { clock, directory, log, relay } = this.#options;
    const hasLeft = (): boolean => this.#people.get(user) !== person;
    if (hasLeft() || !relay.isPresent(user)) return;
    const pending = person.pending;
    person.pending = NOTHING;
    person.state = 'writing';
    person.writtenAt = clock();
    let again = NOTHING;
    try {
      const entries = await entriesOf(relay, directory, user, pending);
      // Whoever has left may have left for good: what was erased with an account must not come back.
      if (hasLeft()) return;
      await relay.writeUser(user, (document) => write(document, entries, pending));
    } catch (error) {
      if (hasLeft()) return;
      log.error({ error, user }, 'a user document could not be brought up to date');
      again = pending;
    }
    person.state = 'idle';
    if (hasLeft()) return;
    const left = merge(person.pending, again);
    if (left.people || left.devices || left.rooms === 'all' || left.rooms.size > 0) this.#mark(user, left);
  }
}

const write = (document: UserDocument, { rooms, people, devices }: Entries, pending: Pending): void => {
  reconcile(document.rooms, rooms, pending.rooms);
  if (people !== undefined) reconcile(document.people, people);
  if (devices !== undefined) reconcile(document.devices, devices);
};
