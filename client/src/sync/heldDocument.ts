import type { DocumentName } from '@skein/shared/documents';
import type { Refusal } from '@skein/shared/refusals';
import type * as Y from 'yjs';
import { cell } from './live.ts';
import type { OpenDocument } from './openDocument.ts';
import type { Replica } from './replica.ts';
import type { Settling } from './settling.ts';

interface HeldDocumentOptions {
  /** Whether this tab still has it open. */
  readonly isHeld: (document: HeldDocument) => boolean;
  /** The disk takes no more. @returns whether there is more room now */
  readonly makeRoom: () => Promise<boolean>;
  /** Something was composed here and is durable. */
  readonly composed: () => void;
}

/** One document of this tab, as it goes from copy to copy: changes wait while it is moved, and moving waits for them. */
export class HeldDocument implements OpenDocument {
  readonly name: DocumentName;
  readonly replica = cell<Replica | undefined>(undefined);
  readonly refused = cell<Refusal | undefined>(undefined);
  settling: Settling | undefined;
  holders = 0;
  readonly #options: HeldDocumentOptions;
  /** Changes on their way to this device's disk. */
  readonly #writes = new Set<Promise<void>>();
  #moving: Promise<void> | undefined;

  constructor(name: DocumentName, options: HeldDocumentOptions) {
    this.name = name;
    this.#options = options;
  }

  /** While it is opened, moved to another copy or stopped: when that is over, well or badly. */
  get moving(): Promise<void> | undefined {
    return this.#moving;
  }

  async whenOpen(): Promise<Replica | undefined> {
    await this.#moving;
    return this.replica.get();
  }

  markRefused(reason: Refusal): void {
    this.refused.set(reason);
  }

  unstampedCount(): number {
    return this.settling?.unstamped().length ?? 0;
  }

  async write(change: (doc: Y.Doc) => void, undo: (doc: Y.Doc) => void): Promise<void> {
    while (this.#moving) await this.#moving;
    const { settling } = this;
    const replica = this.replica.get();
    if (settling === undefined || replica === undefined || !this.#options.isHeld(this))
      throw new Error(`${this.name} is not open`);
    const writing = this.#writeDurably(settling, replica, change, undo);
    this.#writes.add(writing);
    await writing.finally(() => this.#writes.delete(writing));
  }

  change(change: (doc: Y.Doc) => void): void {
    const apply = (): void => {
      const replica = this.replica.get();
      // Should it not get to the relay, the index knows; if that fails, the document itself still does.
      void this.settling?.expectChange().catch(() => undefined);
      if (replica?.isLoaded.get()) replica.doc.transact(() => change(replica.doc));
      // A copy that cannot be read is written to in memory, and from there the relay has it.
      else
        void replica?.loaded
          .catch(() => undefined)
          .then(() => replica.doc.transact(() => change(replica.doc)));
    };
    if (this.#moving) void this.#moving.then(apply);
    else apply();
  }

  /** One at a time; nothing that somebody was told is kept may be written to a copy after it was looked through. */
  withoutWriters(task: () => Promise<void>): Promise<void> {
    const before = this.#moving;
    const moving = (async () => {
      await before;
      await Promise.allSettled(this.#writes);
      await task();
    })();
    const over = moving
      // Whoever asked for it hears of it; what waits goes on.
      .catch(() => undefined)
      .then(() => {
        if (this.#moving === over) this.#moving = undefined;
      });
    this.#moving = over;
    return moving;
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
}
