import { segmentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';
import { readMeta, type SegmentMeta, segmentOf } from '@skein/shared/segment';
import type { Replica } from './replica.ts';
import type { OpenDocument } from './openDocument.ts';
import type { Replicas } from './replicas.ts';

/** One segment of a conversation that is held open, and watched. */
export class Link {
  readonly index: number;
  readonly document: OpenDocument;
  readonly #replicas: Replicas;
  readonly #unsubscribe: (() => void)[];
  #unwatchReplica: () => void = () => undefined;
  #firstSeq: number | undefined;

  /** `changed` is told after any change in it, and in who is present there. */
  constructor(replicas: Replicas, room: RoomId, index: number, changed: () => void) {
    this.index = index;
    this.#replicas = replicas;
    this.document = replicas.hold(segmentName(room, index));
    const { replica, refused } = this.document;
    const watch = (): void => {
      this.#unwatchReplica();
      const current = replica.get();
      this.#unwatchReplica = current ? watchReplica(current, changed) : () => undefined;
    };
    const replaced = (): void => {
      watch();
      changed();
    };
    this.#unsubscribe = [replica.subscribe(replaced), refused.subscribe(changed)];
    watch();
  }

  /** What the relay says of it; undefined until that is here. */
  meta(): SegmentMeta | undefined {
    const replica = this.document.replica.get();
    return replica && readMeta(segmentOf(replica.doc));
  }

  /** It never changes. */
  firstSeq(): number | undefined {
    this.#firstSeq ??= this.meta()?.firstSeq;
    return this.#firstSeq;
  }

  messageCount(): number {
    const replica = this.document.replica.get();
    return replica ? segmentOf(replica.doc).messages.length : 0;
  }

  close(): void {
    this.#unwatchReplica();
    for (const stop of this.#unsubscribe) stop();
    this.#replicas.release(this.document);
  }
}

const watchReplica = (replica: Replica, changed: () => void): (() => void) => {
  replica.awareness.on('change', changed);
  const stops = [
    replica.onChanged(changed),
    replica.isLoaded.subscribe(changed),
    replica.synced.subscribe(changed),
  ];
  return () => {
    replica.awareness.off('change', changed);
    for (const stop of stops) stop();
  };
};
