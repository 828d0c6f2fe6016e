import type { RoomId } from '@skein/shared/ids';
import { SEGMENT_COMFORT, SHOWN_AROUND } from '@skein/shared/limits';
import type { Gap } from '@skein/shared/userDocument';
import type { Connection } from './connection.ts';
import { isReadable, whenFetched } from './contact.ts';
import { Link } from './link.ts';
import { type Cell, cell, createListeners, type Live } from './live.ts';
import type { OpenDocument } from './openDocument.ts';
import type { Replicas } from './replicas.ts';

/** What lies beyond one end of what is shown. */
export type Edge = 'more' | 'none' | 'loading';
type Side = 'earlier' | 'later';

/** Refused segments in a row that the list did not name, as it may be old: after so many nothing more is tried. */
const UNREADABLE_IN_A_ROW = 2;
const NO_GAPS: readonly Gap[] = [];

/**
 * The segments of one conversation that are shown: a window over its chain, without a hole but those that the person
 * may not read. It begins at the head and grows where somebody reads on; what is far from the reader is released. The
 * head is held whatever is shown, as that is where people write.
 */
export class Chain {
  readonly earlier: Live<Edge>;
  readonly later: Live<Edge>;
  readonly #edges: Readonly<Record<Side, Cell<Edge>>> = {
    earlier: cell<Edge>('loading'),
    later: cell<Edge>('none'),
  };
  readonly #room: RoomId;
  readonly #replicas: Replicas;
  readonly #connection: Connection;
  readonly #changed = createListeners();
  readonly #loading = new Map<Side, Promise<void>>();
  #head: Link | undefined;
  #links: readonly Link[] = [];
  /** Index of the outermost segment that was tried, by side. */
  #tried: Record<Side, number> = { earlier: 0, later: 0 };
  #gaps: readonly Gap[];
  #headIndex = -1;
  #windows = 0;
  #jumps = 0;
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
    this.earlier = this.#edges.earlier;
    this.later = this.#edges.later;
    this.follow(head);
    this.#tried = { earlier: head, later: head };
    void this.#seekComfort();
  }

  /** Told after any change in what is shown, or in the head. */
  subscribe = (changed: () => void): (() => void) => this.#changed.subscribe(changed);

  /** Ascending. */
  shown(): readonly OpenDocument[] {
    return this.#links.map(({ document }) => document);
  }

  /** Which window it is: another number after a jump. */
  window(): number {
    return this.#windows;
  }

  /** The one that is open for messages. */
  head(): OpenDocument | undefined {
    return this.#head?.document;
  }

  /** Is the head shown? */
  isAtEnd(): boolean {
    return this.#links.at(-1)?.index === this.#head?.index;
  }

  /** Ascending without a hole up to the head. */
  latest(): readonly OpenDocument[] {
    if (this.isAtEnd()) return this.shown();
    return this.#head ? [this.#head.document] : [];
  }

  /** Documents of this conversation that are open beside these: what is still pending in them belongs to the view too. */
  beside(documents: readonly OpenDocument[]): readonly OpenDocument[] {
    return this.#replicas.openedOf(this.#room).filter((document) => !documents.includes(document));
  }

  /** The conversation goes on in a later segment. */
  follow(head: number, gaps = this.#gaps): void {
    const isNews = gaps !== this.#gaps;
    this.#gaps = gaps;
    if (head > this.#headIndex) this.#advance(head);
    // A newer list knows better than what was refused before it came.
    if (isNews && this.earlier.get() === 'none') this.#settle('earlier');
    this.#changed.notify();
  }

  loadEarlier(): Promise<void> {
    return this.#load('earlier');
  }

  loadLater(): Promise<void> {
    return this.#load('later');
  }

  /** Shows the segment, and nothing else yet unless it is shown already. @returns false when it cannot be had now */
  async showAround(index: number): Promise<boolean> {
    this.#jumps += 1;
    const jump = this.#jumps;
    if (this.#links.some((link) => link.index === index)) return true;
    const link = this.#link(index);
    const isThere = await isReadable(link.document, this.#connection);
    if (!isThere || this.#closed || jump !== this.#jumps) {
      link.close();
      return false;
    }
    this.#show(link);
    return true;
  }

  showLatest(): void {
    this.#jumps += 1;
    if (this.#head === undefined || this.isAtEnd()) return;
    this.#show(this.#link(this.#head.index));
    void this.#seekComfort();
  }

  /** Resolves when all that the relay has of a shown segment is here, or cannot be had now. */
  async whenFetched(index: number): Promise<void> {
    const link = this.#links.find((each) => each.index === index);
    if (link) await whenFetched(link.document, this.#connection);
  }

  /** Somebody looks at the messages from one `seq` to another: what is far from there is released. */
  lookAt(first: number, last: number): void {
    const before = this.#links.length;
    for (
      let second = this.#links[1];
      second && first - firstSeqOf(second) >= SHOWN_AROUND;
      second = this.#links[1]
    )
      if (!this.#release('earlier')) break;
    for (let end = this.#links.at(-1); this.#links.length > 1 && end; end = this.#links.at(-1))
      if (!(firstSeqOf(end) - last >= SHOWN_AROUND) || !this.#release('later')) break;
    if (this.#links.length !== before) this.#changed.notify();
  }

  close(): void {
    this.#closed = true;
    for (const link of this.#links) link.close();
    this.#head?.close();
    this.#links = [];
    this.#head = undefined;
  }

  #advance(head: number): void {
    const indexes: number[] = [];
    for (let index = this.#headIndex < 0 ? head : this.#headIndex + 1; index <= head; index++)
      if (this.#gapAt(index) === undefined) indexes.push(index);
    this.#headIndex = head;
    const newest = indexes.at(-1);
    if (newest === undefined) return;
    if (this.#head === undefined || this.#isWatched()) {
      this.#links = [...this.#links, ...indexes.map((index) => this.#link(index))];
      this.#tried.later = newest;
    }
    this.#head?.close();
    this.#head = this.#link(newest);
    if (!this.isAtEnd() && this.later.get() === 'none') this.#edges.later.set('more');
  }

  /**
   * Does somebody at the end see it go on? Whoever was away, and hears of all that happened at once, stays where they
   * stopped reading, however far the conversation went on.
   */
  #isWatched(): boolean {
    const last = this.#links.at(-1);
    return this.isAtEnd() && last?.document.replica.get()?.synced.get() === true;
  }

  /** The segment alone is shown. */
  #show(link: Link): void {
    const former = this.#links;
    this.#links = [link];
    this.#windows += 1;
    this.#tried = { earlier: link.index, later: link.index };
    this.#loading.clear();
    for (const each of former) each.close();
    this.#settle('earlier');
    this.#settle('later');
    this.#changed.notify();
  }

  /** The outermost segment of one side goes. @returns false while that side is being added to */
  #release(side: Side): boolean {
    if (this.#edges[side].get() === 'loading') return false;
    const released = side === 'earlier' ? this.#links[0] : this.#links.at(-1);
    this.#links = side === 'earlier' ? this.#links.slice(1) : this.#links.slice(0, -1);
    const outermost = side === 'earlier' ? this.#links[0] : this.#links.at(-1);
    if (outermost) this.#tried[side] = outermost.index;
    released?.close();
    this.#settle(side);
    return true;
  }

  #gapAt(index: number): Gap | undefined {
    return this.#gaps.find(({ from, to }) => from <= index && index <= to);
  }

  /** Index of the next segment on a side that may be readable; undefined when there is none. */
  #beyond(side: Side): number | undefined {
    const step = side === 'earlier' ? -1 : 1;
    let index = this.#tried[side] + step;
    for (let gap = this.#gapAt(index); gap !== undefined; gap = this.#gapAt(index))
      index = side === 'earlier' ? gap.from - 1 : gap.to + 1;
    return index >= 0 && index <= (this.#head?.index ?? -1) ? index : undefined;
  }

  #settle(side: Side): void {
    this.#edges[side].set(this.#beyond(side) === undefined ? 'none' : 'more');
  }

  async #load(side: Side): Promise<void> {
    const loading = this.#loading.get(side) ?? this.#extend(side);
    this.#loading.set(side, loading);
    await loading;
    if (this.#loading.get(side) === loading) this.#loading.delete(side);
  }

  async #extend(side: Side): Promise<void> {
    const edge = this.#edges[side];
    const window = this.#windows;
    let refused = 0;
    edge.set('loading');
    for (let index = this.#beyond(side); index !== undefined; index = this.#beyond(side)) {
      const link = this.#link(index);
      const isThere = await isReadable(link.document, this.#connection);
      if (this.#closed || window !== this.#windows) return link.close();
      if (isThere) {
        this.#tried[side] = index;
        this.#links = side === 'earlier' ? [link, ...this.#links] : [...this.#links, link];
        break;
      }
      const wasRefused = link.document.refused.get() !== undefined;
      link.close();
      if (!wasRefused) break;
      refused += 1;
      this.#tried[side] = index;
      if (side === 'earlier' && refused === UNREADABLE_IN_A_ROW) {
        edge.set('none');
        return this.#changed.notify();
      }
    }
    this.#settle(side);
    this.#changed.notify();
  }

  async #seekComfort(): Promise<void> {
    const head = this.#head;
    const window = this.#windows;
    if (head === undefined) return;
    await isReadable(head.document, this.#connection);
    if (this.#closed || window !== this.#windows) return;
    this.#settle('earlier');
    for (;;) {
      const before = this.#links.length;
      const shown = this.#links.reduce((sum, link) => sum + link.messageCount(), 0);
      if (shown >= SEGMENT_COMFORT || this.earlier.get() === 'none') return;
      await this.loadEarlier();
      if (this.#closed || window !== this.#windows || this.#links.length === before) return;
    }
  }

  #link(index: number): Link {
    const link: Link = new Link(this.#replicas, this.#room, index, () => {
      const next = link.meta()?.next;
      if (next !== undefined && next > this.#headIndex && !this.#closed) this.follow(next);
      else this.#changed.notify();
    });
    return link;
  }
}

/** While it is unknown, the segment is near to everything. */
const firstSeqOf = (link: Link): number => link.firstSeq() ?? Number.NaN;
