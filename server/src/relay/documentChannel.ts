import type { DocumentRef } from '@skein/shared/documents';
import {
  AWARENESS_BYTES,
  AWARENESS_PER_SECOND,
  DRAIN_CHECK_MS,
  SLOW_READER_BYTES,
  WAITING_BYTES,
  WAITING_FRAMES,
} from '@skein/shared/limits';
import { type Refusal, RefusedError } from '@skein/shared/refusals';
import * as Y from 'yjs';
import type { Listener } from './audience.ts';
import type { Channel, Peer } from './contract.ts';
import type { Delivery } from './delivery.ts';
import { Inbound, type Sender } from './inbound.ts';
import type { LiveDocument } from './liveDocument.ts';
import * as messages from './messages.ts';
import type { Clock, Grant, Schedule } from './ports.ts';
import { ownStateIn } from './presence.ts';
import { asRefusal } from './refusing.ts';
import type { Steps } from './steps.ts';

interface Parts {
  readonly steps: Steps;
  /** Parked or not. */
  readonly attend: (document: DocumentRef) => Promise<LiveDocument>;
  /** Was it not let go of while nobody listened? */
  readonly isKept: (live: LiveDocument) => boolean;
  /** Loads its content. */
  readonly wake: (live: LiveDocument) => Promise<unknown>;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** One line for every refusal. */
  readonly refused: (grant: Grant, document: DocumentRef, reason: Refusal, detail: string) => void;
  readonly ended: (channel: DocumentChannel) => void;
}

/** One document for one connection: speaks the stock y-websocket protocol over whatever transport. */
export class DocumentChannel implements Channel, Sender, Listener {
  readonly document: DocumentRef;
  readonly grant: Grant;
  readonly #parts: Parts;
  readonly #peer: Peer;
  #live: LiveDocument | undefined;
  #isClosed = false;
  #isDropped = false;
  /** What came before the document was loaded. */
  #early: Uint8Array[] = [];
  #waitingFrames = 0;
  #waitingBytes = 0;
  #hasAsked = false;
  /** It has what stood before: from then on updates are passed on. One of them alone could show a message without its stamp. */
  #hasBegun = false;
  /** Set while a slow reader's deltas are dropped: what it has got. */
  #behind: Uint8Array | undefined;
  #awarenessWindow = { begin: 0, count: 0 };
  #heldAwareness: messages.AwarenessEntry | undefined;

  constructor(document: DocumentRef, grant: Grant, peer: Peer, parts: Parts) {
    this.document = document;
    this.grant = grant;
    this.#peer = peer;
    this.#parts = parts;
    void this.#begin();
  }

  get user(): Grant['user'] {
    return this.grant.user;
  }

  get isDropped(): boolean {
    return this.#isDropped;
  }

  receive(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    if (this.#live === undefined) {
      this.#wait(bytes);
      this.#early.push(bytes);
      return;
    }
    try {
      this.#take(this.#live, messages.decodeMessage(bytes));
    } catch (error) {
      this.#refuseFor(error);
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#peer.hold(-this.#waitingBytes);
    this.#early = [];
    this.#live?.audience.leave(this);
    this.#parts.ended(this);
  }

  refuse(reason: Refusal, detail: string): void {
    if (this.#isClosed) return;
    this.#isDropped = true;
    this.close();
    this.#parts.refused(this.grant, this.document, reason, detail);
    this.#peer.close(reason, detail);
  }

  drop(): void {
    this.#isDropped = true;
  }

  #refuseFor(error: unknown): void {
    const { reason, detail } = asRefusal(error);
    this.refuse(reason, detail ?? '');
  }

  mention(frame: Uint8Array): void {
    if (!this.#isSlow()) this.#send(frame);
  }

  deliver(delivery: Delivery): void {
    if (this.#isClosed || !this.#hasBegun || this.#behind !== undefined) return;
    // Looked at before sending: a socket has many channels, and each would add its own.
    if (this.#isSlow()) this.#fallBehind(delivery.before);
    else this.#peer.send(delivery.frame);
  }

  settle(update: Uint8Array): void {
    this.#waitingFrames -= 1;
    this.#waitingBytes -= update.length;
    if (!this.#isClosed) this.#peer.hold(-update.length);
  }

  askForRest(): void {
    if (this.#hasAsked || this.#live === undefined) return;
    this.#hasAsked = true;
    this.#send(this.#live.question());
  }

  wasComplete(): void {
    this.#hasAsked = false;
  }

  async #begin(): Promise<void> {
    try {
      while (!this.#isClosed && this.#live === undefined) {
        const live = await this.#parts.attend(this.document);
        await this.#parts.steps.read(() => {
          if (this.#parts.isKept(live)) this.#open(live);
        });
      }
    } catch (error) {
      this.#refuseFor(error);
    }
  }

  #open(live: LiveDocument): void {
    if (this.#isClosed) return;
    this.#live = live;
    live.audience.join(this);
    const early = this.#early;
    this.#early = [];
    for (const bytes of early) this.settle(bytes);
    this.#send(live.question());
    const states = live.audience.statesFor(this);
    if (states) this.#send(states);
    for (const bytes of early) this.receive(bytes);
  }

  #take(live: LiveDocument, message: messages.Message): void {
    switch (message.kind) {
      case 'step-1':
        void this.#answer(live, message.stateVector);
        break;
      case 'update':
        this.#bring(new Inbound(live, message.update, this));
        break;
      case 'awareness':
        this.#hear(live, message.entries);
        break;
      case 'query-awareness':
        this.mention(live.audience.statesFor(this) ?? messages.KEEPALIVE);
        break;
    }
  }

  async #answer(live: LiveDocument, stateVector: Uint8Array): Promise<void> {
    this.#wait(stateVector);
    try {
      // One that cannot be read is refused now, whenever it will be answered.
      Y.decodeStateVector(stateVector);
    } catch {
      this.refuse('frame-invalid', 'a state vector');
    }
    await this.#whenAwake(live, () => {
      if (this.#isSlow()) this.#fallBehind(stateVector);
      else if (!this.#sendLacking(live, stateVector)) return 'asleep';
      this.settle(stateVector);
      this.#hasBegun = true;
      return 'done';
    });
  }

  /** @returns false when it takes the content to tell what is lacking */
  #sendLacking(live: LiveDocument, stateVector: Uint8Array): boolean {
    const answer = live.answer(stateVector);
    if (answer) this.#send(answer);
    return answer !== undefined;
  }

  /** As soon as no commit is in flight; once more with the content loaded, if it turns out to be needed. */
  async #whenAwake(live: LiveDocument, act: () => 'done' | 'asleep'): Promise<void> {
    try {
      while (!this.#isClosed && (await this.#parts.steps.read(act)) === 'asleep')
        await this.#parts.wake(live);
    } catch (error) {
      this.#refuseFor(error);
    }
  }

  #bring(inbound: Inbound): void {
    this.#wait(inbound.update);
    if (this.#isClosed) return;
    const { live } = inbound;
    if (live.isParked && live.isRepeat(inbound.decoded())) this.settle(inbound.update);
    else this.#parts.steps.push(inbound);
  }

  /** Counts what is not dealt with yet. */
  #wait(bytes: Uint8Array): void {
    this.#waitingFrames += 1;
    this.#waitingBytes += bytes.length;
    const isHeld = this.#peer.hold(bytes.length);
    if (!isHeld || this.#waitingFrames > WAITING_FRAMES || this.#waitingBytes > WAITING_BYTES)
      this.refuse('too-fast', `${this.#waitingFrames} frames wait`);
  }

  #hear(live: LiveDocument, entries: readonly messages.AwarenessEntry[]): void {
    const [first] = entries;
    if (first && entries.length === 1 && live.isOwnerHidden(first.client)) {
      this.#parts
        .wake(live)
        .then(() => this.#isClosed || this.#hear(live, entries))
        .catch((error: unknown) => this.#refuseFor(error));
      return;
    }
    const entry = ownStateIn(entries, this, live);
    if (entry === undefined) return;
    if (entry.state.length > AWARENESS_BYTES) throw new RefusedError('too-large', 'awareness');
    const now = this.#parts.clock();
    if (now - this.#awarenessWindow.begin >= 1000) this.#awarenessWindow = { begin: now, count: 0 };
    this.#awarenessWindow.count += 1;
    if (this.#awarenessWindow.count <= AWARENESS_PER_SECOND) live.audience.show(entry, this);
    else this.#showLater(live, entry);
  }

  /** Too many in one second: only the last of them is shown, when the second is over. */
  #showLater(live: LiveDocument, entry: messages.AwarenessEntry): void {
    const isScheduled = this.#heldAwareness !== undefined;
    this.#heldAwareness = entry;
    if (isScheduled) return;
    this.#parts.schedule(1000, () => {
      const held = this.#heldAwareness;
      this.#heldAwareness = undefined;
      if (held && !this.#isClosed) live.audience.show(held, this);
    });
  }

  /** From now on nothing is sent until what waits in the socket has left; then one diff against what it has. */
  #fallBehind(has: Uint8Array): void {
    const isWaiting = this.#behind !== undefined;
    this.#behind = has;
    if (!isWaiting) this.#catchUpLater();
  }

  #catchUpLater(): void {
    this.#parts.schedule(DRAIN_CHECK_MS, () => void this.#catchUp());
  }

  async #catchUp(): Promise<void> {
    const live = this.#live;
    if (live === undefined) return;
    await this.#whenAwake(live, () => {
      if (this.#behind === undefined) return 'done';
      if (this.#peer.waitingBytes() > SLOW_READER_BYTES / 2) this.#catchUpLater();
      else if (this.#sendLacking(live, this.#behind)) this.#behind = undefined;
      else return 'asleep';
      return 'done';
    });
  }

  #isSlow(): boolean {
    return this.#peer.waitingBytes() > SLOW_READER_BYTES;
  }

  #send(frame: Uint8Array): void {
    if (!this.#isClosed) this.#peer.send(frame);
  }
}
