import { type DocumentName, parseDocumentName } from '@skein/shared/documents';
import type { MessageId, RoomId } from '@skein/shared/ids';
import { HISTORY_QUERIES_PER_MINUTE, QUOTED_ORIGINALS } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import type { TimelineMessage } from '@skein/shared/timeline';
import { Link } from '../sync/link.ts';
import { createListeners, gathering, type Source } from '../sync/live.ts';
import { timelineOf } from '../sync/segmentTimeline.ts';
import type { MessageView } from './conversationModel.ts';
import type { ConversationParts } from './conversationParts.ts';
import { placesKept, standsIn } from './places.ts';

/** Whoever scrolls is looked after in steps. */
const SEEK_EVERY_MS = 200;
/** Quotes take half of what a person may ask: the other half is for where somebody wants to go. */
const QUESTION_EVERY_MS = (2 * 60_000) / HISTORY_QUERIES_PER_MINUTE;

/** The segment where it stands; or it is not on this device, or there is none for this person. */
type Found = number | 'not-here' | 'unknown';

/**
 * The originals of answers that stand outside of what is shown. Nothing is copied: their segments are held open as long as
 * they are quoted, so that a quote says what its original says by now, and no word of it once it is retracted.
 */
export class Originals implements Source {
  readonly subscribe: Source['subscribe'];
  readonly #room: RoomId;
  readonly #parts: Pick<ConversationParts, 'signedIn' | 'api'>;
  readonly #shown: () => readonly MessageView[];
  readonly #changed = createListeners();
  readonly #soon: (call: () => void) => void;
  readonly #found = new Map<MessageId, Found>();
  /** By index of the segment. */
  readonly #links = new Map<number, Link>();
  readonly #unsubscribe: () => void;
  #inSight: readonly [first: number, last: number] | undefined;
  /** Those that are answered nearest to what is in sight. */
  #wanted: readonly MessageId[] = [];
  #isFinding = false;
  #isClosed = false;

  /** @param shown the messages of the conversation that are shown now */
  constructor(
    room: RoomId,
    parts: Pick<ConversationParts, 'signedIn' | 'api'>,
    shown: () => readonly MessageView[],
  ) {
    this.#room = room;
    this.#parts = parts;
    this.#shown = shown;
    this.subscribe = this.#changed.subscribe;
    const { connection, environment } = parts.signedIn;
    this.#soon = gathering(environment.clock, SEEK_EVERY_MS);
    this.#unsubscribe = connection.state.subscribe(() => void this.#find());
  }

  /** As it is now; undefined while it is not to be had. */
  readonly get = (message: MessageId): TimelineMessage | undefined => {
    const found = this.#found.get(message);
    const document = typeof found === 'number' ? this.#links.get(found)?.document : undefined;
    const replica = document?.refused.get() === undefined ? document?.replica.get() : undefined;
    if (replica === undefined) return undefined;
    const { stamped } = timelineOf(replica, this.#parts.signedIn.identity.user);
    return stamped.find(({ id }) => id === message);
  };

  /** The messages in sight, by `seq`. */
  lookAt(first: number, last: number): void {
    this.#inSight = [first, last];
    this.seek();
  }

  /** What is shown may be something else now. */
  seek(): void {
    this.#soon(() => {
      if (this.#isClosed) return;
      const outside = answeredOutside(this.#shown(), this.#inSight);
      this.#wanted = outside.slice(0, QUOTED_ORIGINALS);
      const known = new Set(outside);
      for (const message of this.#found.keys()) if (!known.has(message)) this.#found.delete(message);
      this.#hold();
      void this.#find();
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#unsubscribe();
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
  }

  #hold(): void {
    const segments = new Set(this.#wanted.map((message) => this.#found.get(message)));
    for (const [index, link] of this.#links) {
      if (segments.has(index)) continue;
      this.#links.delete(index);
      link.close();
    }
    for (const index of segments) {
      if (typeof index !== 'number' || this.#links.has(index)) continue;
      this.#links.set(
        index,
        new Link(this.#parts.signedIn.replicas, this.#room, index, this.#changed.notify),
      );
    }
  }

  #learn(message: MessageId, found: Found): void {
    if (this.#isClosed) return;
    this.#found.set(message, found);
    this.#hold();
    this.#changed.notify();
  }

  /** One after the other, until there is nothing left to find, or nobody to ask. */
  async #find(): Promise<void> {
    if (this.#isFinding) return;
    this.#isFinding = true;
    while (!this.#isClosed) {
      const fresh = this.#wanted.filter((message) => !this.#found.has(message));
      const [next] = this.#wanted.filter((message) => this.#found.get(message) === 'not-here');
      if (fresh.length > 0) await this.#lookHere(fresh);
      else if (next === undefined || !(await this.#ask(next))) break;
    }
    this.#isFinding = false;
  }

  async #lookHere(messages: readonly MessageId[]): Promise<void> {
    const { signedIn } = this.#parts;
    for (const message of messages) this.#learn(message, this.#opened(message) ?? 'not-here');
    const missing = messages.filter((message) => this.#found.get(message) === 'not-here');
    try {
      for await (const [message, segment] of placesKept(this.#room, missing, signedIn)) {
        if (this.#isClosed) return;
        this.#learn(message, segment);
      }
    } catch {
      // What cannot be read here is asked of the relay.
    }
  }

  /** @returns false when it is not to be had now */
  async #ask(message: MessageId): Promise<boolean> {
    const { signedIn, api } = this.#parts;
    // With the segment of one original may have come another.
    const segment = this.#opened(message);
    if (segment !== undefined) {
      this.#learn(message, segment);
      return true;
    }
    if (signedIn.connection.state.get().phase !== 'connected') return false;
    try {
      const place = await api.call('place', { ids: { room: this.#room }, query: { message } });
      this.#learn(message, place.segment);
    } catch (error) {
      if (!(error instanceof RefusedError) || error.retry) return false;
      this.#learn(message, 'unknown');
    }
    await new Promise<void>((resolve) => {
      signedIn.environment.clock.after(QUESTION_EVERY_MS, resolve);
    });
    return true;
  }

  /** Index of the segment where it stands, if that one is open. */
  #opened(message: MessageId): number | undefined {
    const opened = this.#parts.signedIn.replicas.openedOf(this.#room).find(({ replica }) => {
      const doc = replica.get()?.doc;
      return doc !== undefined && standsIn(doc, message);
    });
    return opened && indexOf(opened.name);
  }
}

const indexOf = (document: DocumentName): number | undefined => {
  const reference = parseDocumentName(document);
  return reference?.kind === 'segment' ? reference.index : undefined;
};

/**
 * What is answered in these messages and is none of them, beginning with what is answered nearest to what is in sight;
 * as long as nobody said what is, that is the end.
 */
const answeredOutside = (
  messages: readonly MessageView[],
  inSight: readonly [first: number, last: number] | undefined,
): readonly MessageId[] => {
  const shown = new Set(messages.map(({ id }) => id));
  const end = (messages.findLast(({ seq }) => seq !== undefined)?.seq ?? 0) + 1;
  const [first, last] = inSight ?? [end, end];
  const distance = ({ seq = end }: MessageView): number => Math.max(first - seq, seq - last, 0);
  const answers = messages
    .filter(({ replyTo }) => replyTo !== undefined && !shown.has(replyTo.id))
    .toSorted((one, other) => distance(one) - distance(other));
  return [...new Set(answers.flatMap(({ replyTo }) => (replyTo ? [replyTo.id] : [])))];
};
