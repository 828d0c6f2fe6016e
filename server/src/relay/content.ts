import type { StructId } from '@skein/shared/admission/case';
import type { DocumentRef } from '@skein/shared/documents';
import type { MessageId } from '@skein/shared/ids';
import { type Segment, segmentOf, type Stamp } from '@skein/shared/segment';
import { type UserDocument, userDocumentOf } from '@skein/shared/userDocument';
import * as Y from 'yjs';
import type { ClientIds } from './clientIds.ts';
import { deletionOf } from './elements.ts';
import * as messages from './messages.ts';
import { type Tally, tallyOfSegment } from './tally.ts';

/** Applying left something that waits for what is not here: the document can no longer be trusted. */
export class DocumentBrokenError extends Error {
  override readonly name = 'DocumentBrokenError';
}

type Roots =
  | { readonly kind: 'segment'; readonly segment: Segment }
  | { readonly kind: 'user'; readonly document: UserDocument };

/** What rows of the journal come to. The relay's Yjs client id is set last, and never one that belongs to a person. */
const build = (rows: readonly Uint8Array[], clientIds: ClientIds): Y.Doc => {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const row of rows) Y.applyUpdate(doc, row);
  });
  const writers = doc.getMap('writers');
  doc.clientID = clientIds.own();
  while (writers.has(String(doc.clientID))) doc.clientID = clientIds.other();
  return doc;
};

/** A document as Yjs has it, what is derived from it, and what the step under way did to it. */
export class Content {
  readonly doc: Y.Doc;
  readonly roots: Roots;
  /** Of the updates it was loaded from and changed by. */
  bytes: number;
  /** Indexes of the segments that stamps point to. */
  readonly elsewhere = new Set<number>();
  #emitted: Uint8Array[] = [];
  #tally: Tally | undefined;
  /** After a step that closes a segment, everybody opens the next one at once and has nothing of it. */
  #whole: Uint8Array | undefined;
  #question: Uint8Array | undefined;

  constructor({ kind }: DocumentRef, rows: readonly Uint8Array[], clientIds: ClientIds) {
    this.doc = build(rows, clientIds);
    this.bytes = rows.reduce((sum, { length }) => sum + length, 0);
    this.doc.on('update', (update: Uint8Array) => {
      this.#emitted.push(update);
      this.bytes += update.length;
      this.#tally = undefined;
      this.#whole = undefined;
      this.#question = undefined;
    });
    this.roots =
      kind === 'user' ? { kind, document: userDocumentOf(this.doc) } : { kind, segment: segmentOf(this.doc) };
    if (this.roots.kind === 'segment') this.#follow(this.roots.segment);
  }

  get tally(): Tally {
    if (this.roots.kind !== 'segment') throw new TypeError('Messages are counted in segments.');
    this.#tally ??= tallyOfSegment(this.roots.segment);
    return this.#tally;
  }

  /**
   * One transaction of the relay, which may apply what others wrote. Declared local, or Yjs would take the relay's own
   * writing for somebody else's use of its client id and choose another one.
   */
  change(write: (transaction: Y.Transaction) => void): void {
    this.doc.transact((transaction) => {
      try {
        write(transaction);
      } finally {
        transaction.local = true;
      }
    });
    const { pendingStructs, pendingDs } = this.doc.store;
    if (pendingStructs !== null || pendingDs !== null)
      throw new DocumentBrokenError('There are changes that wait for others.');
  }

  /** Inside `change`: gone for good when the transaction ends. */
  erase(elements: readonly StructId[]): void {
    if (elements.length > 0) Y.applyUpdate(this.doc, deletionOf(elements));
  }

  /** What somebody with this state vector lacks, as a frame. */
  answer(stateVector: Uint8Array): Uint8Array {
    if (stateVector.length !== 1 || stateVector[0] !== 0)
      return messages.step2(Y.encodeStateAsUpdate(this.doc, stateVector));
    this.#whole ??= messages.step2(Y.encodeStateAsUpdate(this.doc));
    return this.#whole;
  }

  /** Asks for what is lacking here, as a frame. */
  question(): Uint8Array {
    this.#question ??= messages.step1(Y.encodeStateVector(this.doc));
    return this.#question;
  }

  /** What the step did, as one update; undefined when it did nothing. */
  takeEmitted(): Uint8Array | undefined {
    const emitted = this.#emitted;
    this.#emitted = [];
    return emitted.length > 1 ? Y.mergeUpdates(emitted) : emitted[0];
  }

  #follow({ stamps }: Segment): void {
    const note = (stamp: Stamp | undefined): void => {
      if (stamp?.in !== undefined) this.elsewhere.add(stamp.in);
    };
    for (const stamp of stamps.values()) note(stamp);
    stamps.observe(({ keysChanged }) => {
      for (const id of keysChanged) note(stamps.get(id as MessageId));
    });
  }
}
