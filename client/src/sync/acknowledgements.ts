import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';

const SYNC_MESSAGE = 0;
const SYNC_STEP_1 = 0;

/**
 * What the relay is known to have of one document, overheard from the sync messages it sends: its state vector, and
 * every update it passes on, which it does after the commit and to the sender too. So what is covered here is safe.
 */
export class Acknowledgements {
  readonly #clocks = new Map<number, number>();
  /** Own deletions that the relay did not repeat yet; a state vector says nothing about them. */
  readonly #deletions = new Map<string, Y.ID>();
  #isInformed = false;

  /** The relay told its state vector: what is not covered now is missing there. */
  get isInformed(): boolean {
    return this.#isInformed;
  }

  /** One message of the relay; malformed ones are left to the provider, which reads the same bytes. */
  hear(message: Uint8Array): void {
    const decoder = decoding.createDecoder(message);
    if (decoding.readVarUint(decoder) !== SYNC_MESSAGE) return;
    const kind = decoding.readVarUint(decoder);
    const content = decoding.readVarUint8Array(decoder);
    if (kind === SYNC_STEP_1) {
      this.#raise(Y.decodeStateVector(content));
      this.#isInformed = true;
    } else {
      this.#raise(Y.parseUpdateMeta(content).to);
      if (this.#deletions.size > 0) this.#hearDeletions(content);
    }
  }

  /** A change made on this device. */
  wrote(update: Uint8Array): void {
    for (const [client, ranges] of Y.decodeUpdate(update).ds.clients)
      for (const { clock, len } of ranges)
        for (let offset = 0; offset < len; offset++)
          this.#deletions.set(`${client} ${clock + offset}`, Y.createID(client, clock + offset));
  }

  has(client: number, clock: number): boolean {
    return (this.#clocks.get(client) ?? 0) > clock;
  }

  covers(doc: Y.Doc): boolean {
    if (this.#deletions.size > 0) return false;
    const own = Y.decodeStateVector(Y.encodeStateVector(doc));
    return [...own].every(([client, clock]) => (this.#clocks.get(client) ?? 0) >= clock);
  }

  /** As a Yjs state vector. */
  vector(): Uint8Array {
    return Y.encodeStateVector(new Map(this.#clocks));
  }

  /** All that the document has and the relay, as far as known, lacks. */
  missing(doc: Y.Doc): Uint8Array {
    return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(new Map(this.#clocks)));
  }

  #raise(clocks: ReadonlyMap<number, number>): void {
    for (const [client, clock] of clocks)
      this.#clocks.set(client, Math.max(clock, this.#clocks.get(client) ?? 0));
  }

  #hearDeletions(update: Uint8Array): void {
    const { clients } = Y.decodeUpdate(update).ds;
    for (const [key, { client, clock }] of this.#deletions)
      if (clients.get(client)?.some((range) => clock >= range.clock && clock < range.clock + range.len))
        this.#deletions.delete(key);
  }
}
