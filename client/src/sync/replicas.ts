import type { DocumentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';
import type { Refusal } from '@skein/shared/refusals';
import type * as Y from 'yjs';
import type { Connection } from './connection.ts';
import type { Environment } from './environment.ts';
import type { Identity } from './identity.ts';
import { type Cell, cell, createListeners, type Source } from './live.ts';
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

interface Entry extends OpenDocument {
  readonly replica: Cell<Replica | undefined>;
  readonly refused: Cell<Refusal | undefined>;
  settling: Settling | undefined;
  /** While it is opened, moved to another copy or stopped; changes wait for it. */
  moving: Promise<void> | undefined;
  /** Changes on their way to this device's disk; whoever moves the document waits for them. */
  readonly writes: Set<Promise<void>>;
  holders: number;
}

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
  readonly #entries = new NamedDocuments<Entry>();
  readonly #changed = createListeners();
  readonly #activity = createListeners();
  /** Told after any change in any open document or in who is present there. */
  readonly activity: Source = { subscribe: this.#activity.subscribe };
  #closed = false;

  constructor(options: ReplicasOptions) {
    this.#options = options;
  }

  /** Told when a document is opened or closed. */
  subscribe = (changed: () => void): (() => void) => this.#changed.subscribe(changed);

  opened(): readonly OpenDocument[] {
    return this.#entries.all();
  }

  /** The segments of one conversation that are open. */
  openedOf(room: RoomId): readonly OpenDocument[] {
    return this.#entries.of(room);
  }

  find(name: DocumentName): OpenDocument | undefined {
    return this.#entries.get(name);
  }

  /** Every `hold` needs its `release`. */
  hold(name: DocumentName): OpenDocument {
    const entry = this.#entries.get(name) ?? this.#open(name);
    entry.holders += 1;
    return entry;
  }

  release(document: OpenDocument): void {
    const entry = this.#entries.get(document.name);
    if (entry === undefined || entry !== document) return;
    entry.holders -= 1;
    void Promise.resolve(entry.moving).then(() => this.#endUnlessNeeded(entry));
  }

  /** Nobody looks at it any more; what the relay has not acknowledged is seen through first. */
  #endUnlessNeeded(entry: Entry): void {
    if (entry.holders > 0 || !this.#isHeld(entry) || entry.settling?.isAcknowledged === false) return;
    this.#entries.delete(entry.name);
    void this.#end(entry);
    this.#changed.notify();
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
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    await this.#withoutWriters(entry, async () => {
      const replica = entry.replica.get();
      if (replica !== undefined) await salvage(replica);
      // Whoever opens it again gets a new beginning.
      this.#entries.delete(name);
      entry.refused.set(reason);
    });
    await this.#end(entry);
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
    const entry = this.#entries.get(name);
    if (entry === undefined) return Promise.resolve();
    return this.#withoutWriters(entry, async () => {
      const former = entry.replica.get();
      if (former === undefined || former.generation >= generation) return;
      const next = await this.#make(entry, generation);
      try {
        await prepare(next, former);
      } catch (error) {
        await next.destroy();
        throw error;
      }
      await this.#show(entry, next);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const entries = this.#entries.all();
    this.#entries.clear();
    await Promise.all(entries.map((entry) => this.#end(entry)));
  }

  /** One at a time; nothing that somebody was told is kept may be written to a copy after it was looked through. */
  #withoutWriters(entry: Entry, task: () => Promise<void>): Promise<void> {
    const before = entry.moving;
    const moving = (async () => {
      await before;
      await Promise.allSettled(entry.writes);
      await task();
    })();
    const over = moving
      // Whoever asked for it hears of it; what waits goes on.
      .catch(() => undefined)
      .then(() => {
        if (entry.moving === over) entry.moving = undefined;
      });
    entry.moving = over;
    return moving;
  }

  #open(name: DocumentName): Entry {
    const entry: Entry = {
      name,
      replica: cell<Replica | undefined>(undefined),
      refused: cell<Refusal | undefined>(undefined),
      settling: undefined,
      moving: undefined,
      writes: new Set(),
      holders: 0,
      whenOpen: async () => {
        await entry.moving;
        return entry.replica.get();
      },
      markRefused: (reason) => entry.refused.set(reason),
      unstampedCount: () => entry.settling?.unstamped().length ?? 0,
      write: async (change, undo) => {
        while (entry.moving) await entry.moving;
        const { settling } = entry;
        const replica = entry.replica.get();
        if (settling === undefined || replica === undefined || !this.#isHeld(entry))
          throw new Error(`${name} is not open`);
        const writing = this.#writeDurably(settling, replica, change, undo);
        entry.writes.add(writing);
        await writing.finally(() => entry.writes.delete(writing));
      },
      change: (change) => {
        const apply = (): void => {
          const replica = entry.replica.get();
          // Should it not get to the relay, the index knows; if that fails, the document itself still does.
          void entry.settling?.expectChange().catch(() => undefined);
          if (replica?.isLoaded.get()) replica.doc.transact(() => change(replica.doc));
          // A copy that cannot be read is written to in memory, and from there the relay has it.
          else
            void replica?.loaded
              .catch(() => undefined)
              .then(() => replica.doc.transact(() => change(replica.doc)));
        };
        if (entry.moving) void entry.moving.then(apply);
        else apply();
      },
    };
    this.#entries.add(entry);
    this.#withoutWriters(entry, async () => {
      const { index } = this.#options;
      const { generation, isReleased } = await index.get(name);
      if (!this.#isHeld(entry)) return;
      if (generation > 0) await index.deleteCopy(name, generation - 1);
      if (isReleased) await index.update(name, () => ({ isReleased: false }));
      await this.#show(entry, await this.#make(entry, generation));
    })
      // Without a local index nothing can be kept: reading shows nothing, and `write` says so.
      .catch(() => undefined);
    this.#changed.notify();
    return entry;
  }

  async #writeDurably(
    settling: Settling,
    replica: Replica,
    change: (doc: Y.Doc) => void,
    undo: (doc: Y.Doc) => void,
  ): Promise<void> {
    const write = async (): Promise<void> => {
      await settling.expectChange();
      await replica.writeDurably(change, undo);
    };
    try {
      await write();
    } catch (error) {
      // A full disk may hold what can be had again.
      if (!(await this.#options.makeRoom())) throw error;
      await write();
    }
    this.#options.composed();
  }

  async #make(entry: Entry, generation: number): Promise<Replica> {
    const { identity, environment, connection, index, refused } = this.#options;
    const known = await index.get(entry.name);
    const replica: Replica = new Replica({
      document: entry.name,
      generation,
      localName: localName(environment.profile, identity.user, entry.name, generation),
      database: index.database,
      // The index still speaks of the former copy while the next one is made: that one is of no life yet.
      epoch: known.generation === generation ? known.epoch : '',
      connection,
      environment,
      presence: { ...identity, typing: false },
      refused: (reason, detail) => {
        if (entry.replica.get() !== replica) return;
        // What cannot be healed now (a full disk) stays as it is, and says why it is not synced.
        refused(entry, replica, reason, detail).catch(() => entry.refused.set(reason));
      },
    });
    return replica;
  }

  async #show(entry: Entry, replica: Replica): Promise<void> {
    if (!this.#isHeld(entry)) return await replica.destroy();
    const { identity, environment, index } = this.#options;
    const former = entry.replica.get();
    entry.settling?.close();
    const record = await index.get(entry.name);
    entry.settling = new Settling(replica, record, identity.user, index, environment, () =>
      this.#endUnlessNeeded(entry),
    );
    entry.refused.set(undefined);
    entry.replica.set(replica);
    replica.doc.on('update', this.#activity.notify);
    replica.awareness.on('change', this.#activity.notify);
    replica.isLoaded.subscribe(this.#activity.notify);
    replica.synced.subscribe(this.#activity.notify);
    this.#activity.notify();
    void replica.connect();
    await former?.destroy();
  }

  #isHeld(entry: Entry): boolean {
    return !this.#closed && this.#entries.get(entry.name) === entry;
  }

  async #end(entry: Entry): Promise<void> {
    entry.settling?.close();
    await entry.moving;
    entry.settling?.close();
    await entry.replica.get()?.destroy();
    const { index, environment } = this.#options;
    // It only says what goes first when there is no room.
    if (!this.#closed) await index.used(entry.name, environment.clock.now()).catch(() => undefined);
  }
}
