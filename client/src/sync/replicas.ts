import type { DocumentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';
import { UNSETTLED_AT_ONCE } from '@skein/shared/limits';
import type { Refusal } from '@skein/shared/refusals';
import type { Connection } from './connection.ts';
import type { Environment } from './environment.ts';
import type { Identity } from './identity.ts';
import { HeldDocument } from './heldDocument.ts';
import { createListeners, type Source } from './live.ts';
import { type LocalIndex, localName } from './localIndex.ts';
import { NamedDocuments } from './namedDocuments.ts';
import type { OpenDocument } from './openDocument.ts';
import { Replica } from './replica.ts';
import { Settling } from './settling.ts';

/** What becomes of a replica that the relay refused. */
export type RefusalHandler = (
  document: OpenDocument,
  replica: Replica,
  reason: Refusal,
  detail: string,
) => Promise<void>;

interface ReplicasOptions {
  readonly identity: Identity;
  readonly environment: Environment;
  readonly connection: Connection;
  readonly index: LocalIndex;
  readonly refused: RefusalHandler;
  /** The disk takes no more. @returns whether there is more room now */
  readonly makeRoom: () => Promise<boolean>;
  /** Something was composed here and is durable. */
  readonly composed: () => void;
}

/** Every document that this tab has open: one replica each, kept as long as somebody holds it. */
export class Replicas implements Source {
  readonly #options: ReplicasOptions;
  readonly #held = new NamedDocuments<HeldDocument>();
  readonly #changed = createListeners();
  readonly #activity = createListeners();
  readonly #putOff = createListeners<[document: DocumentName]>();
  /** Told after any change in any open document or in who is present there. */
  readonly activity: Source = { subscribe: this.#activity.subscribe };
  #closed = false;

  constructor(options: ReplicasOptions) {
    this.#options = options;
    options.index.onReopened(() => {
      // What cannot be kept now is, with the next change.
      for (const { settling } of this.#held.all()) void settling?.keepAgain().catch(() => undefined);
    });
  }

  /** Told when a document is opened or closed. */
  subscribe = (changed: () => void): (() => void) => this.#changed.subscribe(changed);

  /** Told of what was closed before the relay had all of it: it waits on the disk until there is room. */
  onPutOff(listener: (document: DocumentName) => void): () => void {
    return this.#putOff.subscribe(listener);
  }

  /** Whether one more document may be open only to be acknowledged. */
  get hasRoom(): boolean {
    return this.#unheld() < UNSETTLED_AT_ONCE;
  }

  opened(): readonly OpenDocument[] {
    return this.#held.all();
  }

  /** The segments of one conversation that are open. */
  openedOf(room: RoomId): readonly OpenDocument[] {
    return this.#held.of(room);
  }

  find(name: DocumentName): OpenDocument | undefined {
    return this.#held.get(name);
  }

  /** Every `hold` needs its `release`. */
  hold(name: DocumentName): OpenDocument {
    const held = this.#held.get(name) ?? this.#open(name);
    held.holders += 1;
    return held;
  }

  release(document: OpenDocument): void {
    const held = this.#held.get(document.name);
    if (held === undefined || held !== document) return;
    held.holders -= 1;
    void Promise.resolve(held.moving).then(() => this.#endUnlessNeeded(held));
  }

  /** Nobody looks at it any more; what the relay has not acknowledged is seen through first. */
  #endUnlessNeeded(held: HeldDocument): void {
    if (held.holders > 0 || !this.#isHeld(held)) return;
    if (held.settling?.isAcknowledged === false) {
      if (!this.#canWait(held)) return;
      this.#putOff.notify(held.name);
    }
    this.#held.delete(held.name);
    void this.#end(held);
    this.#changed.notify();
  }

  /** Of too many, those wait on the disk of which nothing is shown as pending. */
  #canWait(held: HeldDocument): boolean {
    return this.#unheld() > UNSETTLED_AT_ONCE && held.moving === undefined && held.unstampedCount() === 0;
  }

  #unheld(): number {
    return this.#held.all().filter(({ holders }) => holders === 0).length;
  }

  /**
   * Stops a document that somebody still holds: its copies are about to be deleted. `salvage` sees the last of it; what
   * is written later fails.
   */
  async stop(
    name: DocumentName,
    reason: Refusal,
    salvage: (replica: Replica) => Promise<void>,
  ): Promise<void> {
    const held = this.#held.get(name);
    if (held === undefined) return;
    await held.withoutWriters(async () => {
      const replica = held.replica.get();
      if (replica !== undefined) await salvage(replica);
      // Whoever opens it again gets a new beginning.
      this.#held.delete(name);
      held.refused.set(reason);
    });
    await this.#end(held);
    this.#changed.notify();
  }

  /**
   * Moves a document to another copy. `prepare` fills it from the former one before anybody else sees it.
   * Concurrent moves follow each other.
   */
  move(
    name: DocumentName,
    generation: number,
    prepare: (next: Replica, former: Replica) => Promise<void>,
  ): Promise<void> {
    const held = this.#held.get(name);
    if (held === undefined) return Promise.resolve();
    return held.withoutWriters(async () => {
      const former = held.replica.get();
      if (former === undefined || former.generation >= generation) return;
      const next = await this.#make(held, generation);
      try {
        await prepare(next, former);
      } catch (error) {
        await next.destroy();
        throw error;
      }
      await this.#show(held, next);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const all = this.#held.all();
    this.#held.clear();
    await Promise.all(all.map((held) => this.#end(held)));
  }

  #open(name: DocumentName): HeldDocument {
    const { makeRoom, composed } = this.#options;
    const held = new HeldDocument(name, { isHeld: (document) => this.#isHeld(document), makeRoom, composed });
    this.#held.add(held);
    held
      .withoutWriters(async () => {
        const { index } = this.#options;
        const { generation, isReleased } = await index.get(name);
        if (!this.#isHeld(held)) return;
        if (generation > 0) await index.deleteCopy(name, generation - 1);
        if (isReleased) await index.update(name, () => ({ isReleased: false }));
        await this.#show(held, await this.#make(held, generation));
      })
      // Without a local index nothing can be kept: reading shows nothing, and `write` says so.
      .catch(() => undefined);
    this.#changed.notify();
    return held;
  }

  async #make(held: HeldDocument, generation: number): Promise<Replica> {
    const { identity, environment, connection, index, refused } = this.#options;
    const known = await index.get(held.name);
    const replica: Replica = new Replica({
      document: held.name,
      generation,
      localName: localName(environment.profile, identity.user, held.name, generation),
      database: () => index.database,
      // The index still speaks of the former copy while the next one is made: that one is of no life yet.
      epoch: known.generation === generation ? known.epoch : '',
      connection,
      environment,
      presence: { ...identity, typing: false },
      refused: (reason, detail) => {
        if (held.replica.get() !== replica) return;
        // What cannot be healed now (a full disk) stays as it is, and says why it is not synced.
        refused(held, replica, reason, detail).catch(() => held.refused.set(reason));
      },
    });
    return replica;
  }

  async #show(held: HeldDocument, replica: Replica): Promise<void> {
    if (!this.#isHeld(held)) return await replica.destroy();
    const { identity, environment, index } = this.#options;
    const former = held.replica.get();
    held.settling?.close();
    const record = await index.get(held.name);
    held.settling = new Settling(replica, record, identity.user, index, environment, () =>
      this.#endUnlessNeeded(held),
    );
    held.refused.set(undefined);
    held.replica.set(replica);
    replica.onChanged(this.#activity.notify);
    replica.awareness.on('change', this.#activity.notify);
    replica.isLoaded.subscribe(this.#activity.notify);
    replica.synced.subscribe(this.#activity.notify);
    this.#activity.notify();
    void replica.connect();
    await former?.destroy();
  }

  #isHeld(held: HeldDocument): boolean {
    return !this.#closed && this.#held.get(held.name) === held;
  }

  async #end(held: HeldDocument): Promise<void> {
    held.settling?.close();
    await held.moving;
    held.settling?.close();
    await held.replica.get()?.destroy();
    const { index, environment } = this.#options;
    // It only says what goes first when there is no room.
    if (!this.#closed) await index.used(held.name, environment.clock.now()).catch(() => undefined);
  }
}
