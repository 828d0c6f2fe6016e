import { type DocumentName, parseDocumentName, segmentName } from '@skein/shared/documents';
import { READ_SEGMENTS_KEPT, SYNCED_CONVERSATIONS } from '@skein/shared/limits';
import type { RoomEntry } from '@skein/shared/userDocument';
import type { DocumentRecord } from './documentRecord.ts';
import type { Environment } from './environment.ts';
import { type Cell, cell, type Live } from './live.ts';
import type { LocalIndex } from './localIndex.ts';
import type { Replicas } from './replicas.ts';

/** What the browser says is asked again after so long. */
const ESTIMATE_FOR_MS = 10_000;
/** Share of what the browser grants past which nothing is fetched ahead. */
const FULL_AT_SHARE = 0.8;
/** Share of what can be let go of that goes at one time. */
const MAKES_ROOM_SHARE = 0.25;

export interface StorageState {
  /** Bytes that all of Skein takes here, and may take; undefined where the browser does not tell. */
  readonly usage?: number;
  readonly quota?: number;
  /** The browser does not delete it of its own accord. */
  readonly isPersisted: boolean;
  /** Segments on this device, and those that can be let go of, as the relay has them. */
  readonly segments: number;
  readonly releasable: number;
  /** Some were let go of, and are fetched when somebody looks there. */
  readonly hasReleased: boolean;
}

interface Options {
  readonly environment: Environment;
  readonly index: LocalIndex;
  readonly replicas: Replicas;
  /** Newest first. */
  readonly rooms: Live<readonly RoomEntry[]>;
}

/** Owns what this device keeps: how much that is, whether it lasts, and what goes first when it is too much. */
export class DeviceStorage {
  /** As of the last `look`. */
  readonly state: Live<StorageState>;
  readonly #state: Cell<StorageState> = cell<StorageState>({
    isPersisted: false,
    segments: 0,
    releasable: 0,
    hasReleased: false,
  });
  readonly #options: Options;
  #hasAsked = false;
  #estimatedAt = Number.NEGATIVE_INFINITY;
  #isFull = false;

  constructor(options: Options) {
    this.#options = options;
    this.state = this.#state;
  }

  async look(): Promise<void> {
    const { index, environment } = this.#options;
    const { storage } = environment;
    const records = (await index.all()).filter(isSegment);
    const { usage, quota } = (await storage?.estimate().catch(() => undefined)) ?? {};
    this.#state.set({
      ...(usage === undefined ? {} : { usage }),
      ...(quota === undefined ? {} : { quota }),
      isPersisted: (await storage?.persisted().catch(() => false)) ?? false,
      segments: records.filter(({ isReleased }) => !isReleased).length,
      releasable: this.#releasable(records).length,
      hasReleased: records.some(({ isReleased }) => isReleased),
    });
  }

  /** Somebody composed something here: from now on it is worth asking the browser to keep it. */
  async composed(): Promise<void> {
    const { storage } = this.#options.environment;
    if (this.#hasAsked || storage === undefined) return;
    this.#hasAsked = true;
    if (!(await storage.persisted())) await storage.persist();
  }

  /** As its person wishes. */
  async protect(): Promise<void> {
    await this.#options.environment.storage?.persist();
    await this.look();
  }

  /** Whether there is enough to fetch what nobody looks at. */
  async hasRoom(): Promise<boolean> {
    const { clock, storage } = this.#options.environment;
    if (storage === undefined || clock.now() - this.#estimatedAt < ESTIMATE_FOR_MS) return !this.#isFull;
    this.#estimatedAt = clock.now();
    const { usage, quota } = await storage.estimate().catch(() => ({ usage: undefined, quota: undefined }));
    this.#isFull = usage !== undefined && quota !== undefined && usage > quota * FULL_AT_SHARE;
    return !this.#isFull;
  }

  /** The disk took no more: the least recently used goes. @returns whether anything did */
  async makeRoom(): Promise<boolean> {
    const releasable = await this.#oldestFirst();
    const going = releasable.slice(0, Math.ceil(releasable.length * MAKES_ROOM_SHARE));
    return (await this.#release(going)) > 0;
  }

  /** All that can be had again and is not recent. */
  async freeUp(): Promise<void> {
    await this.#release(await this.#oldestFirst());
    await this.look();
  }

  /** What was let go of may come back. */
  async takeBack(): Promise<void> {
    const { index } = this.#options;
    for (const { document, isReleased } of await index.all())
      if (isReleased) await index.update(document, () => ({ isReleased: false }));
    await this.look();
  }

  /** On a device that keeps what is recent: what was read beside that stays until more has been read since. */
  async releaseOld(): Promise<void> {
    const releasable = await this.#oldestFirst();
    await this.#release(releasable.slice(0, Math.max(0, releasable.length - READ_SEGMENTS_KEPT)));
  }

  async #oldestFirst(): Promise<readonly DocumentRecord[]> {
    const records = await this.#options.index.all();
    return this.#releasable(records).toSorted((one, other) => one.usedAt - other.usedAt);
  }

  /** Never what no relay has, nor what somebody looks at, nor what is recent. */
  #releasable(records: readonly DocumentRecord[]): readonly DocumentRecord[] {
    const { replicas, rooms } = this.#options;
    const recent = new Set<DocumentName>(
      rooms
        .get()
        .slice(0, SYNCED_CONVERSATIONS)
        .flatMap(({ id, head }) => [segmentName(id, head), segmentName(id, Math.max(0, head - 1))]),
    );
    return records.filter(
      (record) =>
        isSegment(record) &&
        !record.isReleased &&
        !record.unacknowledged &&
        record.recall.length === 0 &&
        !recent.has(record.document) &&
        replicas.find(record.document) === undefined,
    );
  }

  async #release(records: readonly DocumentRecord[]): Promise<number> {
    let count = 0;
    for (const { document } of records) if (await this.#options.index.release(document)) count += 1;
    this.#estimatedAt = Number.NEGATIVE_INFINITY;
    return count;
  }
}

const isSegment = ({ document }: DocumentRecord): boolean => parseDocumentName(document)?.kind === 'segment';
