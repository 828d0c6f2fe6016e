import { type DocumentName, parseDocumentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';
import type { Refusal } from '@skein/shared/refusals';
import { segmentOf } from '@skein/shared/segment';
import type { RoomEntry } from '@skein/shared/userDocument';
import type { Environment } from './environment.ts';
import { createListeners } from './live.ts';
import type { LocalIndex } from './localIndex.ts';
import { collectOwnChanges } from './ownChanges.ts';
import type { Replica } from './replica.ts';
import type { Identity } from './identity.ts';
import type { Replicas } from './replicas.ts';
import { type FileReturned, returnedEntries } from './returning.ts';

interface DeparturesOptions {
  readonly identity: Identity;
  readonly environment: Environment;
  readonly index: LocalIndex;
  readonly replicas: Replicas;
  readonly fileReturned: FileReturned;
  readonly forget: (room: RoomId) => Promise<void>;
}

interface Departed {
  readonly reason: Refusal;
  /** What was listed at the departure; it says nothing about a way back. */
  entry: RoomEntry | undefined;
  /** Until then nobody opens anything of it. */
  isWiped: boolean;
}

/**
 * What happens when the relay says that this person may not read a conversation (any more): what was composed and
 * never stamped goes to `returned`, then everything else of it leaves this device.
 */
export class Departures {
  readonly #options: DeparturesOptions;
  readonly #departed = new Map<RoomId, Departed>();
  #listed: ReadonlyMap<RoomId, RoomEntry> = new Map();
  readonly #changed = createListeners();

  constructor(options: DeparturesOptions) {
    this.#options = options;
  }

  subscribe = (changed: () => void): (() => void) => this.#changed.subscribe(changed);

  /** Why a conversation is gone; undefined for one that is not. */
  reason(room: RoomId): Refusal | undefined {
    return this.#departed.get(room)?.reason;
  }

  /**
   * What the relay lists now. The list may be older than the refusal, so an entry counts as a way back only when it is
   * another one than at the departure. If that was too early, the relay refuses once more.
   */
  listed(entries: readonly RoomEntry[]): void {
    this.#listed = new Map(entries.map((entry) => [entry.id, entry]));
    for (const [room, departed] of this.#departed) if (!this.#listed.has(room)) departed.entry = undefined;
    this.#lookWhoIsBack();
  }

  /** A new connection: whoever was away may have missed that the list lost the entry and got it back. */
  connected(): void {
    for (const departed of this.#departed.values()) departed.entry = undefined;
    this.#lookWhoIsBack();
  }

  #lookWhoIsBack(): void {
    for (const [room, { entry, isWiped }] of this.#departed) {
      const listed = this.#listed.get(room);
      if (!isWiped || listed === undefined || listed === entry) continue;
      this.#departed.delete(room);
      this.#changed.notify();
    }
  }

  async leaveRoom(room: RoomId, reason: Refusal): Promise<void> {
    if (this.#departed.has(room)) return;
    const departed: Departed = { reason, entry: this.#listed.get(room), isWiped: false };
    this.#departed.set(room, departed);
    this.#changed.notify();
    const { index, replicas, forget } = this.#options;
    try {
      await forget(room);
      const names = new Set([
        ...(await index.all()).map(({ document }) => document),
        ...replicas.opened().map(({ name }) => name),
      ]);
      await this.#wipe(
        room,
        [...names].filter((name) => isOf(room, name)),
        reason,
      );
    } finally {
      departed.isWiped = true;
      this.#lookWhoIsBack();
    }
  }

  /** One part that lies in a time when this person was not a member. */
  async leaveSegment(room: RoomId, name: DocumentName, reason: Refusal): Promise<void> {
    await this.#wipe(room, [name], reason);
  }

  async #wipe(room: RoomId, names: readonly DocumentName[], reason: Refusal): Promise<void> {
    const { environment, identity, index, replicas } = this.#options;
    await environment.exclusively(`${environment.profile}/${identity.user}/leaving/${room}`, async () => {
      const held = names.map((name) => replicas.hold(name));
      try {
        for (const { name } of held) {
          await replicas.stop(name, reason, (replica) => this.#fileUndelivered(room, replica, reason));
          await index.forget(name);
        }
      } finally {
        for (const document of held) replicas.release(document);
      }
    });
  }

  async #fileUndelivered(room: RoomId, replica: Replica, reason: Refusal): Promise<void> {
    await replica.loaded;
    const { environment, fileReturned, identity } = this.#options;
    const { user, device } = identity;
    const changes = collectOwnChanges(segmentOf(replica.doc), user, device, (client, clock) =>
      replica.acknowledgements.has(client, clock),
    );
    // Without a word from the relay every old edit would count as unacknowledged.
    const amendments = replica.acknowledgements.isInformed ? changes.amendments : [];
    await fileReturned(
      returnedEntries(room, { messages: changes.messages, amendments }, () => reason, environment.clock),
    );
  }
}

const isOf = (room: RoomId, name: DocumentName): boolean => {
  const reference = parseDocumentName(name);
  return reference?.kind === 'segment' && reference.room === room;
};
