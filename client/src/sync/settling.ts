import { parseDocumentName } from '@skein/shared/documents';
import type { UserId } from '@skein/shared/ids';
import type { Message } from '@skein/shared/message';
import { segmentOf } from '@skein/shared/segment';
import * as Y from 'yjs';
import { NOTHING } from './documentRecord.ts';
import type { Environment } from './environment.ts';
import type { DocumentRecord, LocalIndex } from './localIndex.ts';
import { ownUnstamped } from './ownChanges.ts';
import { appendLacking } from './rehoming.ts';
import type { Replica } from './replica.ts';

/** A burst of changes is looked at once. */
const LOOK_AFTER_MS = 250;
/** How long a change may be unacknowledged on a live connection before it is pushed again; doubles each time. */
const PUSH_AFTER_MS = 2_000;
const PUSH_AT_LEAST_EVERY_MS = 60_000;
/** Pushes in vain after which a message that the relay has, and did not stamp, is appended anew. */
const PUSHES_BEFORE_APPENDING = 3;

/**
 * Sees one replica through until the relay has acknowledged all of it, whichever tab wrote it, and keeps the local index
 * true: a document is `unacknowledged` there until its every change is echoed and its every own message stamped.
 */
export class Settling {
  readonly #replica: Replica;
  readonly #user: UserId;
  readonly #index: LocalIndex;
  readonly #environment: Environment;
  readonly #isSegment: boolean;
  readonly #unsubscribe: (() => void)[];
  readonly #settled: () => void;
  #record: DocumentRecord;
  /** The state vector that this device's copy was read with. */
  #atStart = NOTHING;
  #pushes = 0;
  #stopLooking: (() => void) | undefined;
  #stopPushing: (() => void) | undefined;
  #recalling: Promise<void> | undefined;
  #noting = false;
  /** All of this device's copy is here: of one that cannot be read nothing is known, so nothing is said. */
  #isWhole = false;
  /** Changes that the index is about to know of. */
  #expected = 0;
  #closed = false;

  constructor(
    replica: Replica,
    record: DocumentRecord,
    user: UserId,
    index: LocalIndex,
    environment: Environment,
    settled: () => void,
  ) {
    this.#settled = settled;
    this.#replica = replica;
    this.#record = record;
    this.#user = user;
    this.#index = index;
    this.#environment = environment;
    this.#isSegment = parseDocumentName(replica.document)?.kind === 'segment';
    const look = (): void => this.#lookSoon();
    const started = (): void => {
      if (replica.isLoaded.get()) this.#atStart = Y.encodeStateVector(replica.doc);
    };
    started();
    this.#unsubscribe = [
      replica.onChanged(look),
      replica.onHeard(() => {
        this.#noteEpoch();
        look();
      }),
      replica.synced.subscribe(look),
      replica.isLoaded.subscribe(started),
      // Whatever is held back for that moment is written before.
      environment.leaving.subscribe(() => queueMicrotask(() => this.#keepSpareBeforeLooking())),
    ];
    void replica.loaded.then(
      () => {
        this.#isWhole = true;
        look();
      },
      () => undefined,
    );
  }

  /** Durable before the change itself: a crash in between leaves a document that is looked at for nothing. */
  async expectChange(): Promise<void> {
    // What is being written down may say that all is settled.
    if (this.#record.unacknowledged && !this.#noting) return;
    this.#expected += 1;
    try {
      await this.#replica.loaded.catch(() => undefined);
      await this.#note({ unacknowledged: true, acknowledged: this.#acknowledged() });
    } finally {
      this.#expected -= 1;
    }
  }

  /** All that was settled here at the start is, else what was noted then; later one knows from the relay. */
  #acknowledged(): Uint8Array {
    const { acknowledgements } = this.#replica;
    if (acknowledgements.isInformed) return acknowledgements.vector();
    const { unacknowledged, acknowledged } = this.#record;
    return (unacknowledged ? acknowledged : undefined) ?? this.#atStart;
  }

  /** False from before a change until after its acknowledgement. */
  get isAcknowledged(): boolean {
    return !this.#record.unacknowledged && this.#expected === 0;
  }

  #isSettled(): boolean {
    const { doc, synced, acknowledgements } = this.#replica;
    return synced.get() && acknowledgements.covers(doc) && this.unstamped().length === 0;
  }

  unstamped(): readonly Message[] {
    return this.#isSegment ? ownUnstamped(segmentOf(this.#replica.doc), this.#user) : [];
  }

  /** The database is another one: should the browser have thrown away what was there, it gets what is here. */
  async keepAgain(): Promise<void> {
    await this.#replica.loaded;
    if (await this.#index.restore(this.#record)) await this.#replica.keepAgain();
    else await this.#replica.durable();
  }

  close(): void {
    this.#keepSpareBeforeLooking();
    this.#closed = true;
    this.#stopLooking?.();
    this.#stopPushing?.();
    for (const stop of this.#unsubscribe) stop();
  }

  /** At once: a copy that holds what a relay said and does not know in which life cannot be told of a restore. */
  #noteEpoch(): void {
    const { isLoaded, epoch } = this.#replica;
    if (isLoaded.get() && this.#record.epoch !== epoch) this.#noteSoon({ epoch });
  }

  #lookSoon(): void {
    if (this.#closed) return;
    this.#stopLooking ??= this.#environment.clock.after(LOOK_AFTER_MS, () => {
      this.#stopLooking = undefined;
      this.#look();
    });
  }

  #look(): void {
    const { synced } = this.#replica;
    if (!this.#isWhole) return;
    this.#noteEpoch();
    this.#keepSpare();
    if (synced.get() && this.#record.recall.length > 0) this.#recall();
    if (this.#isSettled()) {
      this.#stopPushing?.();
      this.#stopPushing = undefined;
      this.#pushes = 0;
      if (this.#record.unacknowledged || this.#record.refusals > 0)
        this.#noteSoon({ unacknowledged: this.#record.recall.length > 0, refusals: 0 });
      else this.#settled();
      return;
    }
    if (synced.get()) this.#pushLater();
    // Before the first contact with the relay it can't be told what it lacks: the index knows from before.
    if (!this.#record.unacknowledged && (this.#relayLacks() || this.unstamped().length > 0))
      this.#noteSoon({ unacknowledged: true, acknowledged: this.#acknowledged() });
  }

  #relayLacks(): boolean {
    const { acknowledgements, doc } = this.#replica;
    return acknowledgements.isInformed && !acknowledgements.covers(doc);
  }

  #keepSpare(): void {
    if (this.#closed || !this.#isWhole) return;
    const { document, doc } = this.#replica;
    const { spare } = this.#index;
    if (this.#isSettled()) spare.forget(document);
    else if (this.#relayLacks() || !this.isAcknowledged)
      spare.keep(document, Y.encodeStateAsUpdate(doc, this.#acknowledged()));
  }

  /** The next look may never come. */
  #keepSpareBeforeLooking(): void {
    if (this.#stopLooking !== undefined) this.#keepSpare();
  }

  #pushLater(): void {
    this.#stopPushing ??= this.#environment.clock.after(
      Math.min(PUSH_AFTER_MS * 2 ** this.#pushes, PUSH_AT_LEAST_EVERY_MS),
      () => {
        this.#stopPushing = undefined;
        if (this.#closed || !this.#replica.synced.get() || this.#isSettled()) return;
        this.#pushes += 1;
        this.#replica.push();
        if (
          this.#pushes >= PUSHES_BEFORE_APPENDING &&
          this.#replica.acknowledgements.covers(this.#replica.doc)
        )
          appendAgain(this.#replica.doc, this.unstamped());
        this.#pushLater();
      },
    );
  }

  /** After a restored backup: what the relay lacks is appended once its state is here. */
  #recall(): void {
    this.#recalling ??= (async () => {
      const { recall, recallAmendments = [] } = this.#record;
      await this.#replica.writeDurably(
        (doc) => appendLacking(doc, recall, recallAmendments),
        () => undefined,
      );
      await this.#note({ recall: [], recallAmendments: [] });
    })().finally(() => {
      this.#recalling = undefined;
      this.#lookSoon();
    });
    this.#recalling.catch(() => undefined);
  }

  async #note(change: Partial<DocumentRecord>): Promise<void> {
    // What is known of a copy that no longer counts is not written over what is known of its successor.
    const isCurrent = ({ generation }: DocumentRecord): boolean => generation === this.#replica.generation;
    const record = await this.#index.update(this.#replica.document, (known) =>
      isCurrent(known) ? change : {},
    );
    if (isCurrent(record)) this.#record = record;
  }

  #noteSoon(change: Partial<DocumentRecord>): void {
    if (this.#noting) return;
    this.#noting = true;
    this.#note(change)
      .catch(() => undefined) // The disk is full, or another tab wiped it: the next look tries again.
      .finally(() => {
        this.#noting = false;
        this.#lookSoon();
      });
  }
}

/** Under a new Yjs client id and the same message id: whatever became of the first one, this one is a change. */
const appendAgain = (doc: Y.Doc, messages: readonly Message[]): void => {
  if (messages.length === 0) return;
  const scratch = new Y.Doc();
  Y.applyUpdate(scratch, Y.encodeStateAsUpdate(doc));
  segmentOf(scratch).messages.push([...messages]);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(scratch, Y.encodeStateVector(doc)), appendAgain);
  scratch.destroy();
};
