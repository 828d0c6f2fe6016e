import { type DocumentName, parseDocumentName } from '@skein/shared/documents';
import type { UserId } from '@skein/shared/ids';
import { segmentOf } from '@skein/shared/segment';
import { timeline } from '@skein/shared/timeline';
import type { Environment } from '../sync/environment.ts';
import { type Cell, cell, createListeners, type Live, type Source } from '../sync/live.ts';
import type { Replica } from '../sync/replica.ts';
import type { OpenDocument } from '../sync/openDocument.ts';
import type { Replicas } from '../sync/replicas.ts';
import { type SegmentTimeline, timelineOf } from '../sync/segmentTimeline.ts';
import type { Stored } from '../sync/stored.ts';
import { contentOf } from './content.ts';
import type { SearchIndexPort, SegmentContent } from './port.ts';

/** What changes is indexed at once, and what follows within this time together. */
const GATHER_MS = 200;
/** Between two stored segments that are read, the page does what its person wants of it. */
const PAUSE_MS = 40;

/** Segments that this device holds and that are not indexed yet. */
export interface Backlog {
  readonly left: number;
}

interface FeedOptions {
  readonly viewer: UserId;
  readonly environment: Environment;
  readonly replicas: Replicas;
  readonly stored: Stored;
  readonly index: SearchIndexPort;
  /** One tab at a time reads what is stored; its name. */
  readonly lock: string;
}

interface Watched {
  readonly document: OpenDocument;
  indexed: SegmentTimeline | undefined;
}

/**
 * Keeps the index at what this device holds: of open segments at every change, of the others once in the background.
 * What the device lets go of leaves the index with it; for that there is the relay.
 */
export class Feed {
  readonly backlog: Live<Backlog>;
  readonly #changed = createListeners();
  /** Told when something else can be found than before. */
  readonly changed: Source = { subscribe: this.#changed.subscribe };
  readonly #backlog: Cell<Backlog> = cell({ left: 0 });
  readonly #options: FeedOptions;
  readonly #watched = new Map<DocumentName, Watched>();
  /** Closed since they were last looked at. */
  readonly #closed = new Map<DocumentName, Watched>();
  readonly #versions = new Map<DocumentName, string>();
  readonly #unsubscribe: (() => void)[];
  #lookedAt = Number.NEGATIVE_INFINITY;
  #stopGathering: (() => void) | undefined;
  #working: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.backlog = this.#backlog;
    const { replicas, stored, environment } = options;
    this.#unsubscribe = [
      replicas.subscribe(() => this.#follow()),
      replicas.activity.subscribe(() => this.#gather()),
      environment.leaving.subscribe(() => this.#lookNow()),
      stored.onKept((document, doc) => {
        void this.#put(contentOf(document, timeline(segmentOf(doc), options.viewer)));
      }),
      stored.onForgotten((document) => this.#forget([document])),
    ];
  }

  /** Resolves when all that is stored here is indexed. @throws when the index cannot be used */
  async start(): Promise<void> {
    const { environment, index, lock } = this.#options;
    for (const [document, version] of await index.versions()) this.#versions.set(document, version);
    this.#follow();
    await environment.exclusively(lock, () => this.#indexStored());
  }

  /** Resolves when everything that changed before the call is indexed. */
  async settled(): Promise<void> {
    this.#lookNow();
    await this.#working;
  }

  close(): void {
    this.#isOver = true;
    this.#stopGathering?.();
    for (const stop of this.#unsubscribe) stop();
  }

  #follow(): void {
    const open = new Map(this.#options.replicas.opened().map((document) => [document.name, document]));
    for (const [name, watched] of this.#watched)
      if (open.get(name) !== watched.document) {
        this.#watched.delete(name);
        this.#closed.set(name, watched);
      }
    for (const [name, document] of open)
      if (!this.#watched.has(name) && parseDocumentName(name)?.kind === 'segment')
        this.#watched.set(name, { document, indexed: undefined });
    this.#gather();
  }

  #gather(): void {
    if (this.#isOver || this.#stopGathering !== undefined) return;
    const { clock } = this.#options.environment;
    const wait = Math.max(this.#lookedAt + GATHER_MS - clock.now(), 0);
    this.#stopGathering = clock.after(wait, () => this.#lookNow());
  }

  #lookNow(): void {
    this.#lookedAt = this.#options.environment.clock.now();
    this.#stopGathering?.();
    this.#stopGathering = undefined;
    this.#working = this.#working.then(() => this.#look());
  }

  /** Each segment in a task of its own: the page is never busy with more than one. */
  async #look(): Promise<void> {
    const watched = [...this.#closed.values(), ...this.#watched.values()];
    this.#closed.clear();
    for (const each of watched) {
      if (this.#isOver) return;
      const replica = each.document.replica.get();
      if (replica === undefined || !isReadable(each.document, replica)) continue;
      const current = timelineOf(replica, this.#options.viewer);
      if (current === each.indexed) continue;
      each.indexed = current;
      await this.#put(contentOf(each.document.name, [...current.stamped, ...current.pending]));
      await this.#pause(0);
    }
  }

  async #put(content: SegmentContent | undefined): Promise<void> {
    if (content === undefined || this.#versions.get(content.document) === content.version) return;
    this.#versions.set(content.document, content.version);
    try {
      await this.#options.index.put(content);
      this.#changed.notify();
    } catch {
      // A full disk: searching goes on with what is indexed, and the next change or start tries again.
      this.#versions.delete(content.document);
    }
  }

  #forget(documents: readonly DocumentName[]): void {
    for (const document of documents) {
      this.#closed.delete(document);
      this.#versions.delete(document);
    }
    // What cannot be deleted now is found to be too much at the next start.
    this.#options.index.forget(documents).then(this.#changed.notify, () => undefined);
  }

  async #indexStored(): Promise<void> {
    const { stored, viewer } = this.#options;
    const held = new Set(await stored.segments());
    const tooMuch = [...this.#versions.keys()].filter((document) => !held.has(document));
    if (tooMuch.length > 0 && !this.#isOver) this.#forget(tooMuch);
    const missing = [...held].filter((document) => !this.#versions.has(document));
    for (const [done, document] of missing.entries()) {
      if (this.#isOver) return;
      this.#backlog.set({ left: missing.length - done });
      if (this.#watched.has(document) || this.#versions.has(document)) continue;
      const doc = await stored.read(document);
      await this.#put(contentOf(document, timeline(segmentOf(doc), viewer)));
      doc.destroy();
      await this.#pause(PAUSE_MS);
    }
    this.#backlog.set({ left: 0 });
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.environment.clock.after(milliseconds, resolve);
    });
  }
}

/** Whoever may not read it, or not any more, finds nothing in it. */
const isReadable = (document: OpenDocument, replica: Replica): boolean =>
  document.refused.get() === undefined && replica.isLoaded.get();
