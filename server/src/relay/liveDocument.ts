import type { StructId } from '@skein/shared/admission/case';
import type { DecodedUpdate } from '@skein/shared/admission/decode';
import type { DocumentName, DocumentRef } from '@skein/shared/documents';
import type { UserId } from '@skein/shared/ids';
import type { Segment } from '@skein/shared/segment';
import type { UserDocument } from '@skein/shared/userDocument';
import * as Y from 'yjs';
import { Audience } from './audience.ts';
import type { ClientIds } from './clientIds.ts';
import { Content } from './content.ts';
import * as messages from './messages.ts';
import { contains, hasClient, isCovered, type Summary, summaryOf } from './summary.ts';
import type { Tally } from './tally.ts';

/**
 * A document that somebody listens to, or that was used not long ago. Only steps change it; between two steps it is
 * exactly what the journal holds. Parked, it has listeners and a summary, and no content: whoever needs that has it
 * loaded first.
 */
export class LiveDocument {
  readonly name: DocumentName;
  readonly ref: DocumentRef;
  readonly audience = new Audience();
  /** When somebody last needed the content. */
  usedAt: number;
  #content: Content | undefined;
  /** As it lies in the journal, and is to be deleted there with the next change; undefined when there is none. */
  #summary: Summary | undefined;

  constructor(name: DocumentName, ref: DocumentRef, now: number) {
    this.name = name;
    this.ref = ref;
    this.usedAt = now;
  }

  get isParked(): boolean {
    return this.#content === undefined;
  }

  /** What the journal holds, for those who listen already too. */
  load(rows: readonly Uint8Array[], clientIds: ClientIds, summary = this.#summary): void {
    this.#content?.doc.destroy();
    this.#content = new Content(this.ref, rows, clientIds);
    this.#summary = summary;
  }

  /** The content leaves memory. The summary is in the journal. */
  park(summary: Summary): void {
    this.#content?.doc.destroy();
    this.#content = undefined;
    this.#summary = summary;
  }

  get summary(): Summary {
    return this.#summary ?? summaryOf(this.doc);
  }

  get hasSummary(): boolean {
    return this.#summary !== undefined;
  }

  /** It was changed. */
  dropSummary(): void {
    this.#summary = undefined;
  }

  get doc(): Y.Doc {
    return this.#loaded().doc;
  }

  /** Bytes of the updates it was loaded from and changed by: what its size is judged by. */
  get bytes(): number {
    return this.#loaded().bytes;
  }

  get segment(): Segment {
    const { roots } = this.#loaded();
    if (roots.kind !== 'segment') throw new TypeError(`${this.name} is no segment.`);
    return roots.segment;
  }

  get userDocument(): UserDocument {
    const { roots } = this.#loaded();
    if (roots.kind !== 'user') throw new TypeError(`${this.name} is no user document.`);
    return roots.document;
  }

  /** By Yjs client id in decimal, in both kinds of documents. */
  get writers(): Y.Map<UserId> {
    const { roots } = this.#loaded();
    return roots.kind === 'segment' ? roots.segment.writers : roots.document.writers;
  }

  /** Segments where messages that stood here, or were repeated here, are. */
  get elsewhere(): ReadonlySet<number> {
    return this.#loaded().elsewhere;
  }

  get tally(): Tally {
    return this.#loaded().tally;
  }

  change(write: (transaction: Y.Transaction) => void): void {
    this.#loaded().change(write);
  }

  /** Inside `change`: gone for good when the transaction ends. */
  erase(elements: readonly StructId[]): void {
    this.#loaded().erase(elements);
  }

  /** What the step did, as one update; undefined when it did nothing. */
  takeEmitted(): Uint8Array | undefined {
    return this.#loaded().takeEmitted();
  }

  get stateVector(): Uint8Array {
    return this.#content ? Y.encodeStateVector(this.#content.doc) : this.summary.stateVector;
  }

  /** Asks for what is lacking here, as a frame. */
  question(): Uint8Array {
    return this.#content?.question() ?? messages.step1(this.summary.stateVector);
  }

  /** What somebody with this state vector lacks, as a frame; undefined when it takes the content to tell. */
  answer(stateVector: Uint8Array): Uint8Array | undefined {
    if (this.#content) return this.#content.answer(stateVector);
    return isCovered(this.summary, stateVector) ? messages.step2(this.summary.deletions) : undefined;
  }

  /** Is all of this known to be here already, without looking at the content? */
  isRepeat(update: DecodedUpdate): boolean {
    return contains(this.summary, update);
  }

  /** Can only the content tell whose Yjs client id this is? */
  isOwnerHidden(client: number): boolean {
    return this.isParked && this.audience.claimant(client) === undefined && hasClient(this.summary, client);
  }

  /** Whose Yjs client id it is by what it wrote: a person's, the relay's, or nobody's as yet. */
  ownerOf(client: number): UserId | 'relay' | undefined {
    if (this.isParked) return undefined;
    return this.writers.get(String(client)) ?? (this.doc.store.clients.has(client) ? 'relay' : undefined);
  }

  #loaded(): Content {
    if (this.#content === undefined) throw new TypeError(`${this.name} is parked.`);
    return this.#content;
  }
}
