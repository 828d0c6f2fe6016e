import { type DocumentName, segmentName } from '@skein/shared/documents';
import { SYNCED_CONVERSATIONS } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import { readMeta, type SegmentMeta, segmentOf } from '@skein/shared/segment';
import type { DeviceKind, RoomEntry } from '@skein/shared/userDocument';
import type { Connection } from './connection.ts';
import { whenFetched } from './contact.ts';
import type { DeviceStorage } from './deviceStorage.ts';
import type { DocumentRecord } from './documentRecord.ts';
import type { Departures } from './departures.ts';
import type { Environment, TabChannel } from './environment.ts';
import { fetchInto, NotFetchedError } from './fetching.ts';
import { type Cell, cell, type Live } from './live.ts';
import type { LocalIndex } from './localIndex.ts';
import type { Identity } from './identity.ts';
import { differs, isWanted, segmentsToLookInto, WhollyHere } from './keptSegments.ts';
import type { Replicas } from './replicas.ts';

/** Segments on their way at one time; after each there is a pause, so that whatever its person does comes first. */
const AT_ONCE = 2;
const PAUSE_MS = 50;
/** Conversations gone through without a pause for what the page has to do. */
const LOOKED_AT_ONCE = 50;
/** What happens meanwhile is looked after in the next round. */
const ROUND_EVERY_MS = 5_000;
/** As long as something cannot be had it is tried less and less often. */
const LONGEST_PAUSE_MS = 5 * 60_000;
/** `touched` begins anew in every open segment: the later one counts more. */
const TOUCHED_PER_HEAD = 2 ** 30;
/** Said to the other tabs when something was let go of or is wanted again. */
const OUTDATED = 'outdated';

/** How many conversations are wholly on this device, as far as its person may read them. */
export interface Kept {
  readonly kept: number;
  readonly of: number;
}

interface WalkOptions {
  readonly identity: Identity;
  readonly environment: Environment;
  readonly connection: Connection;
  readonly index: LocalIndex;
  readonly replicas: Replicas;
  readonly departures: Departures;
  readonly storage: DeviceStorage;
  /** Newest first. */
  readonly rooms: Live<readonly RoomEntry[]>;
  /** Undefined until the relay has told: as long as that is open, what is recent comes and nothing goes. */
  readonly kind: Live<DeviceKind | undefined>;
}

/**
 * Brings to this device, in the background, what it keeps: a main device all segments of all conversations, a sub
 * device what is recent, and closed segments that changed since they were fetched. Newest conversations come first; where
 * it was left is in the index. One tab of a browser walks, the others hear how far it is.
 */
export class Walk {
  readonly kept: Live<Kept>;
  readonly #kept: Cell<Kept> = cell<Kept>({ kept: 0, of: 0 });
  readonly #options: WalkOptions;
  readonly #tabs: TabChannel;
  readonly #unsubscribe: (() => void)[];
  readonly #over: Promise<void>;
  #end: () => void = () => undefined;
  #isOver = false;
  #isWanted = true;
  #wake: () => void = () => undefined;
  /** What the index says, while this tab is the one that walks. */
  #records = new Map<string, DocumentRecord>();
  #isOutdated = true;
  readonly #here = new WhollyHere();

  constructor(options: WalkOptions) {
    this.#options = options;
    this.kept = this.#kept;
    this.#over = new Promise((resolve) => {
      this.#end = resolve;
    });
    const { environment, identity, rooms, kind, connection, departures } = options;
    const name = `${environment.profile}/${identity.user}/walk`;
    this.#tabs = environment.tabChannel(name);
    this.#tabs.addEventListener('message', ({ data }) => {
      if (data === OUTDATED) this.#outdated();
      else this.#kept.set(data as Kept);
    });
    this.#unsubscribe = [
      ...[rooms, kind, connection.state, departures].map((source) => source.subscribe(() => this.#want())),
      options.index.onForgotten(() => this.again()),
    ];
    void environment.exclusively(name, async () => {
      if (!this.#isOver) await Promise.race([this.#walk(), this.#over]);
    });
  }

  /** Something was let go of, or is wanted again: whichever tab walks looks anew at what is here. */
  again(): void {
    this.#outdated();
    this.#tabs.postMessage(OUTDATED);
  }

  close(): void {
    this.#isOver = true;
    this.#end();
    this.#wake();
    for (const stop of this.#unsubscribe) stop();
    this.#tabs.close();
  }

  #outdated(): void {
    this.#isOutdated = true;
    this.#want();
  }

  #want(): void {
    this.#isWanted = true;
    this.#wake();
  }

  async #walk(): Promise<void> {
    let inVain = 0;
    while (!this.#isOver) {
      if (this.#isWanted && this.#mayGoOn()) {
        this.#isWanted = false;
        const before = this.#kept.get().kept;
        // Fetching ahead is a comfort: what fails now is tried in the next round, or when somebody looks there.
        await this.#round().catch(() => undefined);
        await this.#pause(ROUND_EVERY_MS);
        const { kept, of } = this.#kept.get();
        inVain = kept > before ? 0 : inVain + 1;
        if (kept < of)
          await this.#pause(Math.min(ROUND_EVERY_MS * 2 ** inVain, LONGEST_PAUSE_MS), 'until news');
      } else {
        await this.#plan().catch(() => undefined);
        await this.#pause(undefined, 'until news');
      }
    }
  }

  #mayGoOn(): boolean {
    return !this.#isOver && this.#options.connection.state.get().phase === 'connected';
  }

  /** What belongs here, and how much of it is. */
  async #plan(): Promise<{ isMain: boolean; wanted: readonly RoomEntry[]; done: Set<RoomEntry> }> {
    const { index, rooms, departures, kind } = this.#options;
    if (this.#isOutdated) {
      this.#isOutdated = false;
      this.#records = new Map((await index.all()).map((record) => [record.document, record]));
    }
    const all = rooms.get().filter(({ id }) => departures.reason(id) === undefined);
    const isMain = kind.get() === 'main';
    const wanted = isMain ? all : all.slice(0, SYNCED_CONVERSATIONS);
    const done = new Set<RoomEntry>();
    for (const [at, entry] of wanted.entries()) {
      if (at > 0 && at % LOOKED_AT_ONCE === 0) await this.#pause(0);
      if (this.#here.has(entry, isMain, this.#records)) done.add(entry);
    }
    this.#tell({ kept: done.size, of: wanted.length });
    return { isMain, wanted, done };
  }

  async #round(): Promise<void> {
    const { storage, kind } = this.#options;
    const { isMain, wanted, done } = await this.#plan();
    let next = 0;
    const walker = async (): Promise<void> => {
      for (let entry = wanted[next++]; entry !== undefined; entry = wanted[next++]) {
        if (!this.#mayGoOn() || !(await storage.hasRoom())) return;
        await this.#keep(entry, isMain);
        if (this.#here.has(entry, isMain, this.#records)) done.add(entry);
        else done.delete(entry);
        this.#tell({ kept: done.size, of: wanted.length });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, walker));
    if (kind.get() === 'sub') await storage.releaseOld();
  }

  #tell(kept: Kept): void {
    if (this.#isOver || JSON.stringify(kept) === JSON.stringify(this.#kept.get())) return;
    this.#kept.set(kept);
    this.#tabs.postMessage(kept);
  }

  async #keep(entry: RoomEntry, isMain: boolean): Promise<void> {
    const touched = new Map<DocumentName, number>();
    const isHere = this.#here.has(entry, isMain, this.#records);
    for (const [name, index] of segmentsToLookInto(entry, isMain, isHere, this.#records, touched)) {
      if (!this.#mayGoOn()) return;
      const meta = await this.#bring(
        name,
        index === entry.head ? entry.lastSeq : undefined,
        touched.get(name),
      );
      for (const [at, times] of meta?.touched ?? []) {
        const earlier = segmentName(entry.id, at);
        touched.set(earlier, Math.max(touched.get(earlier) ?? 0, index * TOUCHED_PER_HEAD + times));
      }
    }
  }

  /**
   * @param lastSeq of the conversation, when this is its open segment
   * @param touched how often it changed since it was closed, as far as is known
   * @returns what it says of itself, when it was looked into
   */
  async #bring(
    name: DocumentName,
    lastSeq: number | undefined,
    touched = 0,
  ): Promise<SegmentMeta | undefined> {
    const { index, replicas, environment, connection } = this.#options;
    const record = this.#records.get(name);
    const news = (meta: SegmentMeta): Partial<DocumentRecord> => ({
      firstSeq: meta.firstSeq,
      isComplete: meta.next !== undefined,
      isReleased: false,
      touched: Math.max(touched, this.#records.get(name)?.touched ?? 0),
      ...(lastSeq === undefined ? {} : { keptSeq: lastSeq, keptAt: environment.clock.now() }),
    });
    const open = replicas.find(name);
    if (open !== undefined) {
      // Whoever opened it has it synced and written.
      await whenFetched(open, connection);
      const replica = open.replica.get();
      const meta = replica?.synced.get() ? readMeta(segmentOf(replica.doc)) : undefined;
      if (meta !== undefined && differs(record, news(meta)))
        this.#records.set(name, await index.update(name, () => news(meta)));
      return meta;
    }
    if (!isWanted(record, lastSeq, touched, environment.clock.now())) return undefined;
    const meta = await this.#fetch(name, news);
    await this.#pause(PAUSE_MS);
    return meta;
  }

  async #fetch(
    name: DocumentName,
    news: (meta: SegmentMeta) => Partial<DocumentRecord>,
  ): Promise<SegmentMeta | undefined> {
    const { index, connection } = this.#options;
    const record = await index.get(name);
    if (record.unacknowledged) return this.#openOnce(name);
    const doc = await index.read(name);
    try {
      const epoch = await fetchInto(doc, record, connection);
      const meta = readMeta(segmentOf(doc));
      if (meta === undefined) return undefined;
      const kept = await index.keep(record, doc, { ...news(meta), epoch });
      if (kept !== undefined) this.#records.set(name, kept);
      return meta;
    } catch (error) {
      if (error instanceof RefusedError)
        return error.retry && error.reason !== 'epoch-changed' ? undefined : this.#openOnce(name);
      if (error instanceof NotFetchedError) return undefined;
      throw error;
    } finally {
      doc.destroy();
    }
  }

  /** What is to be sent, healed or given up is for whoever sees a document through. */
  #openOnce(name: DocumentName): undefined {
    const { replicas } = this.#options;
    replicas.release(replicas.hold(name));
  }

  /** @param or 'until news': they end it, and its own end counts as news */
  async #pause(milliseconds: number | undefined, or?: 'until news'): Promise<void> {
    if (or !== undefined && this.#isWanted && this.#mayGoOn()) return;
    let stop: () => void = () => undefined;
    await new Promise<void>((resolve) => {
      if (or !== undefined) this.#wake = resolve;
      if (milliseconds === undefined) return;
      stop = this.#options.environment.clock.after(milliseconds, () => {
        if (or !== undefined) this.#isWanted = true;
        resolve();
      });
    });
    stop();
  }
}
