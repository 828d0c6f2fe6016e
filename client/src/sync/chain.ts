import { segmentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';
import { SEGMENT_COMFORT } from '@skein/shared/limits';
import { type Segment, readMeta, segmentOf } from '@skein/shared/segment';
import type { Gap } from '@skein/shared/userDocument';
import type { Connection } from './connection.ts';
import { cell, createListeners, type Live } from './live.ts';
import type { Replica } from './replica.ts';
import type { OpenDocument, Replicas } from './replicas.ts';

/** One segment that is shown. */
export interface Link {
  readonly index: number;
  readonly document: OpenDocument;
}

export type Earlier = 'more' | 'none' | 'loading';

/** Refused segments in a row that the list did not name, as it may be old: after so many nothing more is tried. */
const UNREADABLE_IN_A_ROW = 2;

const NO_GAPS: readonly Gap[] = [];

/**
 * The segments of one conversation that are open: from the earliest that somebody scrolled to up to the head, which it
 * follows. While the shown ones hold little, one more is added.
 */
export class Chain {
  readonly earlier: Live<Earlier>;
  readonly #earlier = cell<Earlier>('loading');
  readonly #room: RoomId;
  readonly #replicas: Replicas;
  readonly #connection: Connection;
  readonly #changed = createListeners();
  readonly #watches = new Map<OpenDocument, () => void>();
  #links: readonly Link[] = [];
  #gaps: readonly Gap[];
  #head = -1;
  #lowestTried = 0;
  #loadingEarlier: Promise<void> | undefined;
  #closed = false;

  constructor(
    room: RoomId,
    head: number,
    replicas: Replicas,
    connection: Connection,
    gaps: readonly Gap[] = NO_GAPS,
  ) {
    this.#room = room;
    this.#gaps = gaps;
    this.#replicas = replicas;
    this.#connection = connection;
    this.earlier = this.#earlier;
    this.#lowestTried = head;
    this.follow(head);
    void this.#seekComfort();
  }

  /** Told after any change in what is shown. */
  subscribe = (changed: () => void): (() => void) => this.#changed.subscribe(changed);

  /** Ascending; the last one is open for messages. */
  links(): readonly Link[] {
    return this.#links;
  }

  head(): OpenDocument | undefined {
    return this.#links.at(-1)?.document;
  }

  /** Documents of this conversation that are not shown: what is still pending in them belongs to the view too. */
  aside(): readonly OpenDocument[] {
    const shown = new Set(this.#links.map(({ document }) => document));
    return this.#replicas.openedOf(this.#room).filter((document) => !shown.has(document));
  }

  /** The conversation goes on in a later segment. */
  follow(head: number, gaps = this.#gaps): void {
    const isNews = gaps !== this.#gaps;
    this.#gaps = gaps;
    for (let index = Math.max(this.#head + 1, this.#head < 0 ? head : 0); index <= head; index++) {
      if (this.#gapAt(index) === undefined) this.#links = [...this.#links, this.#link(index)];
      this.#head = index;
    }
    // A newer list knows better than what was refused before it came.
    if (isNews && this.#earlier.get() === 'none') this.#earlier.set(this.#hasEarlier() ? 'more' : 'none');
    this.#changed.notify();
  }

  async loadEarlier(): Promise<void> {
    this.#loadingEarlier ??= this.#loadEarlier().finally(() => {
      this.#loadingEarlier = undefined;
    });
    await this.#loadingEarlier;
  }

  close(): void {
    this.#closed = true;
    for (const { document } of this.#links) this.#unlink(document);
    this.#links = [];
  }

  /** @returns whether there is something to read in it, now */
  async #isReadable(document: OpenDocument): Promise<boolean> {
    const replica = await document.whenOpen();
    if (replica === undefined) return false;
    // A local copy that cannot be read is an empty one: the relay may still give it.
    await replica.loaded.catch(() => undefined);
    if (readMeta(segmentOf(replica.doc)) !== undefined) return true;
    await contact(document, replica, this.#connection);
    return document.refused.get() === undefined && readMeta(segmentOf(replica.doc)) !== undefined;
  }

  #gapAt(index: number): Gap | undefined {
    return this.#gaps.find(({ from, to }) => from <= index && index <= to);
  }

  /** Index of the next earlier segment that may be readable; negative when there is none. */
  #earlierIndex(): number {
    let index = this.#lowestTried - 1;
    for (let gap = this.#gapAt(index); gap !== undefined; gap = this.#gapAt(index)) index = gap.from - 1;
    return index;
  }

  #hasEarlier(): boolean {
    return this.#earlierIndex() >= 0;
  }

  async #loadEarlier(): Promise<void> {
    let unreadable = 0;
    this.#earlier.set('loading');
    while (!this.#closed && this.#hasEarlier() && unreadable < UNREADABLE_IN_A_ROW) {
      const index = this.#earlierIndex();
      const link = this.#link(index);
      const isReadable = await this.#isReadable(link.document);
      if (this.#closed) return this.#unlink(link.document);
      if (isReadable) {
        this.#lowestTried = index;
        this.#links = [link, ...this.#links];
        this.#earlier.set(this.#hasEarlier() ? 'more' : 'none');
        this.#changed.notify();
        return;
      }
      const wasRefused = link.document.refused.get() !== undefined;
      this.#unlink(link.document);
      if (!wasRefused) {
        this.#earlier.set('more');
        return;
      }
      unreadable += 1;
      this.#lowestTried = index;
    }
    this.#earlier.set('none');
    this.#changed.notify();
  }

  async #seekComfort(): Promise<void> {
    const head = this.head();
    if (head === undefined) return;
    await this.#isReadable(head);
    this.#earlier.set(this.#hasEarlier() ? 'more' : 'none');
    for (;;) {
      const before = this.#links.length;
      const shown = this.#links.reduce((sum, { document }) => sum + messageCount(document), 0);
      if (this.#closed || shown >= SEGMENT_COMFORT || this.#earlier.get() === 'none') return;
      await this.loadEarlier();
      if (this.#links.length === before) return;
    }
  }

  #link(index: number): Link {
    const document = this.#replicas.hold(segmentName(this.#room, index));
    let unwatchReplica: () => void = () => undefined;
    const look = (): void => {
      const replica = document.replica.get();
      const next = replica && readMeta(segmentOf(replica.doc))?.next;
      if (next !== undefined && next > this.#head && !this.#closed) this.follow(next);
      else this.#changed.notify();
    };
    const replicaChanged = (): void => {
      unwatchReplica();
      const replica = document.replica.get();
      unwatchReplica = replica ? watchReplica(replica, look) : () => undefined;
      look();
    };
    const stops = [document.replica.subscribe(replicaChanged), document.refused.subscribe(look)];
    this.#watches.set(document, () => {
      unwatchReplica();
      for (const stop of stops) stop();
    });
    const replica = document.replica.get();
    if (replica) unwatchReplica = watchReplica(replica, look);
    return { index, document };
  }

  #unlink(document: OpenDocument): void {
    this.#watches.get(document)?.();
    this.#watches.delete(document);
    this.#replicas.release(document);
  }
}

const watchReplica = (replica: Replica, look: () => void): (() => void) => {
  replica.doc.on('update', look);
  replica.awareness.on('change', look);
  const stops = [replica.isLoaded.subscribe(look), replica.synced.subscribe(look)];
  return () => {
    replica.doc.off('update', look);
    replica.awareness.off('change', look);
    for (const stop of stops) stop();
  };
};

/** Resolves when the relay answered, or there is no connection to ask it on. */
const contact = (document: OpenDocument, replica: Replica, connection: Connection): Promise<void> =>
  new Promise((resolve) => {
    const isOver = (): boolean =>
      replica.synced.get() ||
      document.refused.get() !== undefined ||
      document.replica.get() !== replica ||
      (connection.state.get().phase !== 'connected' && !isStarting(connection));
    const stops: (() => void)[] = [];
    const look = (): void => {
      if (!isOver()) return;
      for (const stop of stops) stop();
      resolve();
    };
    for (const source of [replica.synced, document.refused, document.replica, connection.state])
      stops.push(source.subscribe(look));
    look();
  });

/** The first try is worth waiting for; after a failure one knows that it can take long. */
const isStarting = (connection: Connection): boolean => {
  const state = connection.state.get();
  return state.phase === 'connecting' && state.attempts === 0;
};

const messageCount = ({ replica }: OpenDocument): number => {
  const current = replica.get();
  if (current === undefined) return 0;
  const { messages }: Segment = segmentOf(current.doc);
  return messages.length;
};
