import type { RoomId, UserId } from '@skein/shared/ids';
import type { RoomKind } from '@skein/shared/userDocument';
import type { Devices } from '../directory/devices.ts';
import { type Members, maySee, type Span } from '../directory/members.ts';
import type { KnownPerson, People } from '../directory/people.ts';
import type { Rooms } from '../directory/rooms.ts';
import { JournalRowDamagedError } from '../journal/port.ts';
import type { Archive, OwnMatters, Relay, StandingMessage } from '../relay/contract.ts';

interface Parts {
  readonly people: People;
  readonly devices: Devices;
  readonly rooms: Rooms;
  readonly members: Members;
  readonly relay: Pick<Relay, 'archive' | 'chain'>;
}

/** What is known of the person beside conversations. */
export interface Account extends OwnMatters {
  readonly profile: Awaited<ReturnType<People['profile']>>;
  readonly devices: readonly {
    readonly name: string;
    readonly kind: string;
    readonly lastSeen: number;
  }[];
}

export interface ExportedConversation {
  readonly id: RoomId;
  readonly kind: RoomKind;
  readonly title: string;
  /** Whoever was in it at a time that the person may read of. */
  readonly people: readonly KnownPerson[];
}

/** What stands in one segment, or that it cannot be read. */
export type Stretch = readonly StandingMessage[] | 'unreadable';

/** What of all there is a person may read now: as everywhere, nothing of a conversation that they are not in any more. */
export class Contents {
  readonly #parts: Parts;
  readonly #user: UserId;

  constructor(parts: Parts, user: UserId) {
    this.#parts = parts;
    this.#user = user;
  }

  async account(): Promise<Account> {
    const { people, devices, relay } = this.#parts;
    const signedIn = await devices.signedIn(this.#user);
    return {
      profile: await people.profile(this.#user),
      devices: signedIn.map(({ name, kind, lastSeen }) => ({ name, kind, lastSeen })),
      ...(await relay.archive.ownMatters(this.#user)),
    };
  }

  async conversations(): Promise<readonly ExportedConversation[]> {
    const { members, rooms } = this.#parts;
    const ids = new Set((await members.readableSpans(this.#user)).map(({ room }) => room));
    const found: ExportedConversation[] = [];
    for (const id of ids) {
      const room = await rooms.room(id);
      if (room === undefined) continue;
      const people = await members.met(id, this.#user);
      const other = people.find((person) => person.id !== this.#user);
      const title = room.kind === 'group' ? room.title : (other?.name ?? '');
      found.push({ id, kind: room.kind, title, people });
    }
    return found;
  }

  /** One segment after the other, so that a conversation of any length takes the memory of one. */
  async *stretches({ id }: ExportedConversation): AsyncGenerator<Stretch> {
    const { members, relay } = this.#parts;
    const spans: readonly Span[] = await members.spans(id, this.#user);
    const chain = await relay.chain(id);
    for (const [index, firstSeq] of (chain?.firstSeqs ?? []).entries())
      if (maySee(spans, firstSeq)) yield await this.#stretch(relay.archive, id, index);
  }

  async #stretch(archive: Archive, room: RoomId, index: number): Promise<Stretch> {
    try {
      return (await archive.transcript(room, index)).messages;
    } catch (error) {
      // The rest of a life is worth having without it.
      if (error instanceof JournalRowDamagedError) return 'unreadable';
      throw error;
    }
  }
}
