import type { RoomId } from '@skein/shared/ids';
import { CURSOR_CROWD, CURSOR_INTERVAL_MS } from '@skein/shared/limits';
import { segmentOf } from '@skein/shared/segment';
import type { Environment } from './environment.ts';
import { createListeners } from './live.ts';
import type { Identity } from './identity.ts';
import type { OpenDocument } from './openDocument.ts';

interface Position {
  seq: number;
  written: number;
  writtenAt: number;
  stopWaiting: (() => void) | undefined;
  head: OpenDocument;
}

/**
 * How far this device has read, by room. It only ever grows; the cursor in the document follows at most every few
 * seconds, because one write a message would quadruple the document, and at once when the page may go away. Every
 * cursor goes to everybody: so in a crowd each device writes more rarely, and all together no more often.
 */
export class ReadPositions {
  readonly #identity: Identity;
  readonly #environment: Environment;
  readonly #positions = new Map<RoomId, Position>();
  readonly #changed = createListeners();
  readonly #unsubscribe: () => void;

  constructor(identity: Identity, environment: Environment) {
    this.#identity = identity;
    this.#environment = environment;
    this.#unsubscribe = environment.leaving.subscribe(() => this.flush());
  }

  subscribe = (changed: () => void): (() => void) => this.#changed.subscribe(changed);

  get(room: RoomId): number {
    return this.#positions.get(room)?.seq ?? 0;
  }

  /** `known` is the person's position as documents tell it: what is not beyond it needs no cursor of this device. */
  read(room: RoomId, seq: number, known: number, head: OpenDocument): void {
    const position = this.#positions.get(room) ?? {
      seq: known,
      written: known,
      writtenAt: Number.NEGATIVE_INFINITY,
      stopWaiting: undefined,
      head,
    };
    this.#positions.set(room, position);
    position.head = head;
    position.written = Math.max(position.written, known);
    if (seq <= position.seq) return;
    position.seq = seq;
    this.#changed.notify();
    if (position.stopWaiting !== undefined) return;
    const wait = position.writtenAt + cursorInterval(head) - this.#environment.clock.now();
    if (wait <= 0) this.#write(position);
    else position.stopWaiting = this.#environment.clock.after(wait, () => this.#write(position));
  }

  flush(): void {
    for (const position of this.#positions.values()) this.#write(position);
  }

  close(): void {
    this.flush();
    this.#unsubscribe();
    for (const { stopWaiting } of this.#positions.values()) stopWaiting?.();
  }

  #write(position: Position): void {
    position.stopWaiting?.();
    position.stopWaiting = undefined;
    if (position.seq <= position.written) return;
    const { seq } = position;
    const { user, device } = this.#identity;
    position.written = seq;
    position.writtenAt = this.#environment.clock.now();
    position.head.change((doc) => {
      const { cursors } = segmentOf(doc);
      if ((cursors.get(device)?.seq ?? -1) < seq) cursors.set(device, { user, seq });
    });
  }
}

const cursorInterval = ({ replica }: OpenDocument): number => {
  const current = replica.get();
  const devices = current ? segmentOf(current.doc).cursors.size : 0;
  return CURSOR_INTERVAL_MS * Math.max(1, devices / CURSOR_CROWD);
};
