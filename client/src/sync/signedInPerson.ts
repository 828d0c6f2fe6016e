import { parseDocumentName } from '@skein/shared/documents';
import type { MessageId } from '@skein/shared/ids';
import { type Refusal, refusalRow } from '@skein/shared/refusals';
import type { DeviceKind } from '@skein/shared/userDocument';
import type { Token } from './channels.ts';
import { Connection } from './connection.ts';
import { Departures } from './departures.ts';
import { DeviceStorage } from './deviceStorage.ts';
import type { Environment } from './environment.ts';
import { Generations } from './generations.ts';
import { Keeper } from './keeper.ts';
import { cell, type Derived, derived, type Live } from './live.ts';
import { LocalIndex } from './localIndex.ts';
import { ReadPositions } from './readPositions.ts';
import type { Replica } from './replica.ts';
import type { Identity } from './identity.ts';
import type { OpenDocument } from './openDocument.ts';
import { Replicas } from './replicas.ts';
import type { FileReturned, ReturnedEntry } from './returning.ts';
import { Rehoming } from './rehoming.ts';
import { Rooms } from './rooms.ts';
import type { Stored } from './stored.ts';
import { undelivered } from './undelivered.ts';
import { UserDocuments } from './userDocuments.ts';
import { type Kept, Walk } from './walk.ts';

/** Refusals about who may read: there is nothing to heal. */
const NOT_A_MEMBER: ReadonlySet<Refusal> = new Set(['removed-from-room', 'room-forbidden']);
/** Refusals about the person or the place: the replica is not at fault, and waits. */
const NOT_ITS_FAULT: ReadonlySet<Refusal> = new Set([
  'document-unknown',
  'token-missing',
  'token-invalid',
  'device-revoked',
  'account-deleted',
  'origin-refused',
  'channel-unknown',
]);

/** Whatever else runs for the person and keeps something of theirs on this device. */
export interface Companion {
  close(): Promise<void>;
  /** Deletes what it keeps, after it was closed. */
  wipe(): Promise<void>;
}

/** Everything that runs for the person who is signed in: made at sign-in or start, closed at sign-out. */
export class SignedInPerson {
  readonly identity: Identity;
  readonly environment: Environment;
  readonly connection: Connection;
  readonly replicas: Replicas;
  readonly userDocuments: UserDocuments;
  readonly departures: Departures;
  readonly readPositions: ReadPositions;
  readonly rooms: Rooms;
  readonly stored: Stored;
  readonly storage: DeviceStorage;
  /** How much of what this device keeps is here. */
  readonly kept: Live<Kept>;
  readonly #kept = cell<Kept>({ kept: 0, of: 0 });
  readonly #index: LocalIndex;
  readonly #generations: Generations;
  readonly #rehoming: Rehoming;
  readonly #companions = new Set<Companion>();
  readonly #kind: Derived<DeviceKind | undefined>;
  #keeper: Keeper | undefined;
  #walk: Walk | undefined;

  constructor(identity: Identity, environment: Environment, token: (signal: AbortSignal) => Promise<Token>) {
    this.identity = identity;
    this.environment = environment;
    this.connection = new Connection(environment, token);
    this.#index = new LocalIndex(environment.profile, identity.user, environment.spareStorage);
    const index = this.#index;
    this.stored = index;
    this.kept = this.#kept;
    this.replicas = new Replicas({
      identity,
      environment,
      connection: this.connection,
      index,
      makeRoom: () => this.storage.makeRoom().catch(() => false),
      composed: () => void this.storage.composed().catch(() => undefined),
      refused: (document, replica, reason, detail) => this.#refused(document, replica, reason, detail),
    });
    this.userDocuments = new UserDocuments(identity, this.replicas);
    this.departures = new Departures({
      identity,
      environment,
      index,
      replicas: this.replicas,
      fileReturned: this.fileReturned,
      forget: (room) => this.rooms.forget(room),
    });
    const parts = { identity, environment, index, replicas: this.replicas, fileReturned: this.fileReturned };
    this.#generations = new Generations(parts);
    this.readPositions = new ReadPositions(identity, environment);
    this.rooms = new Rooms(identity.user, this.userDocuments, index, environment.clock);
    this.#rehoming = new Rehoming({
      identity,
      environment,
      index,
      replicas: this.replicas,
      rooms: this.rooms.entries,
    });
    this.storage = new DeviceStorage({
      environment,
      index,
      replicas: this.replicas,
      rooms: this.rooms.entries,
    });
    index.onReopened(() => {
      // What cannot be had again now is, at the next start.
      this.#reopened().catch(() => undefined);
    });
    this.#kind = derived(() => this.userDocuments.kindOf(identity.device), [this.userDocuments]);
    this.rooms.entries.subscribe(() => this.departures.listed(this.rooms.entries.get()));
    this.connection.state.subscribe(() => {
      if (this.connection.state.get().phase === 'connected') this.departures.connected();
    });
  }

  /** Opens what the device has; nothing here waits for the network. */
  async start(knownUserDocument: number): Promise<void> {
    this.connection.start();
    await this.#index.recoverUnsent();
    await this.userDocuments.open(knownUserDocument, this.#index);
    await this.rooms.load();
    this.#keeper = new Keeper(this.replicas, this.#index, this.departures, this.rooms.entries);
    await this.#keeper.pushUnacknowledged();
    this.#walk = new Walk({
      identity: this.identity,
      environment: this.environment,
      connection: this.connection,
      index: this.#index,
      replicas: this.replicas,
      departures: this.departures,
      storage: this.storage,
      rooms: this.rooms.entries,
      kind: this.#kind,
    });
    this.#walk.kept.subscribe(() => this.#walk && this.#kept.set(this.#walk.kept.get()));
  }

  /** What the browser threw away of documents that nobody has open comes back too. */
  async #reopened(): Promise<void> {
    await this.#index.recoverUnsent();
    await this.#keeper?.pushUnacknowledged();
    this.#walk?.again();
  }

  /** What was let go of comes back, as far as this device keeps it. */
  readonly keepAgain = async (): Promise<void> => {
    await this.storage.takeBack();
    this.#walk?.again();
  };

  /** Own messages that no relay has stamped yet, as far as their documents are open. */
  unsentCount(): number {
    return this.replicas.opened().reduce((sum, document) => sum + document.unstampedCount(), 0);
  }

  /** Ends when this ends, and is wiped with it. */
  accompany(companion: Companion): void {
    this.#companions.add(companion);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#companions].map((companion) => companion.close()));
    this.readPositions.close();
    this.rooms.close();
    this.#keeper?.close();
    this.#walk?.close();
    this.#kind.close();
    this.#rehoming.close();
    this.userDocuments.close();
    this.#generations.close();
    this.connection.close();
    await this.replicas.close();
    await this.#index.close();
  }

  /** Closes, and deletes all that this person has on this device, after `keep` has what no relay has. */
  async wipe(keep?: (unsent: readonly ReturnedEntry[]) => Promise<void>): Promise<void> {
    await this.close();
    const { environment, identity } = this;
    // The relay sends every tab away at once: only one of them may be at it.
    await environment.exclusively(`${environment.profile}/${identity.user}/wipe`, async () => {
      const index = new LocalIndex(environment.profile, identity.user, environment.spareStorage);
      await keep?.(await undelivered(index, identity, environment));
      await Promise.all([...this.#companions].map((companion) => companion.wipe()));
      await index.wipe();
    });
  }

  async #refused(document: OpenDocument, replica: Replica, reason: Refusal, detail: string): Promise<void> {
    const reference = parseDocumentName(document.name);
    if (reason === 'epoch-changed') return await this.#generations.heal(document, replica, reason, detail);
    if (refusalRow(reason).retry) return;
    if (reference?.kind === 'segment' && reason === 'document-unknown')
      this.#rehoming.unknown(reference.room, document.name);
    if (NOT_ITS_FAULT.has(reason)) document.markRefused(reason);
    else if (reference?.kind === 'segment' && NOT_A_MEMBER.has(reason))
      await this.departures.leaveRoom(reference.room, reason);
    else if (reference?.kind === 'segment' && reason === 'segment-forbidden')
      await this.departures.leaveSegment(reference.room, document.name, reason);
    else await this.#generations.heal(document, replica, reason, detail);
  }

  readonly fileReturned: FileReturned = async (entries) => {
    if (entries.length === 0) return;
    await this.userDocuments.write(({ returned }) => {
      for (const [id, entry] of entries)
        if (!returned.has(id as MessageId)) returned.set(id as MessageId, entry);
    });
  };
}
