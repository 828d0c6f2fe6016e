import { type DocumentName, parseDocumentName, segmentName } from '@skein/shared/documents';
import { SYNCED_CONVERSATIONS } from '@skein/shared/limits';
import type { RoomEntry } from '@skein/shared/userDocument';
import type { Departures } from './departures.ts';
import type { Live } from './live.ts';
import type { LocalIndex } from './localIndex.ts';
import type { OpenDocument } from './openDocument.ts';
import type { Replicas } from './replicas.ts';

/**
 * What a signed-in device keeps synced though nobody looks at it: the open segments of its most recent conversations, and
 * whatever the relay has not acknowledged.
 */
export class Keeper {
  readonly #replicas: Replicas;
  readonly #index: LocalIndex;
  readonly #departures: Departures;
  /** Newest first. */
  readonly #rooms: Live<readonly RoomEntry[]>;
  readonly #held = new Map<DocumentName, OpenDocument>();
  /** Not acknowledged, and closed until there is room. */
  readonly #waiting = new Set<DocumentName>();
  #isOpening = false;
  readonly #unsubscribe: (() => void)[];

  constructor(
    replicas: Replicas,
    index: LocalIndex,
    departures: Departures,
    rooms: Live<readonly RoomEntry[]>,
  ) {
    this.#replicas = replicas;
    this.#index = index;
    this.#departures = departures;
    this.#rooms = rooms;
    this.#unsubscribe = [
      rooms.subscribe(() => this.#keep()),
      departures.subscribe(() => this.#keep()),
      replicas.onPutOff((document) => this.#waiting.add(document)),
      replicas.subscribe(() => this.#openWaiting()),
    ];
    this.#keep();
  }

  /** Opens what may hold changes that the relay does not have; it stays open until they are acknowledged. */
  async pushUnacknowledged(): Promise<void> {
    for (const { document, unacknowledged } of await this.#index.all())
      if (unacknowledged) this.#waiting.add(document);
    this.#openWaiting();
  }

  close(): void {
    for (const stop of this.#unsubscribe) stop();
    for (const document of this.#held.values()) this.#replicas.release(document);
    this.#held.clear();
  }

  /** Whenever one is acknowledged, and so closed, the next has its turn. */
  #openWaiting(): void {
    if (this.#isOpening) return;
    this.#isOpening = true;
    for (const name of this.#waiting) {
      if (!this.#replicas.hasRoom) break;
      this.#waiting.delete(name);
      if (!this.#isLeft(name)) this.#replicas.release(this.#replicas.hold(name));
    }
    this.#isOpening = false;
  }

  #isLeft(name: DocumentName): boolean {
    const reference = parseDocumentName(name);
    return reference?.kind === 'segment' && this.#departures.reason(reference.room) !== undefined;
  }

  #keep(): void {
    const recent = this.#rooms.get().slice(0, SYNCED_CONVERSATIONS);
    const wanted = new Set(
      recent
        .filter(({ id }) => this.#departures.reason(id) === undefined)
        .map(({ id, head }) => segmentName(id, head)),
    );
    for (const name of wanted) if (!this.#held.has(name)) this.#held.set(name, this.#replicas.hold(name));
    for (const [name, document] of this.#held) {
      if (!wanted.has(name)) {
        this.#held.delete(name);
        this.#replicas.release(document);
      }
    }
  }
}
