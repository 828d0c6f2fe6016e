import { segmentName } from '@skein/shared/documents';
import type { DeviceId, MessageId, RoomId, UserId } from '@skein/shared/ids';
import {
  FLOOD_MS,
  SEGMENT_BYTES,
  SEGMENT_SIZE,
  SEGMENT_SIZE_IN_FLOOD,
  SEGMENT_WRITERS,
} from '@skein/shared/limits';
import type { Amendment, Message } from '@skein/shared/message';
import { type Stamp, touchedKey } from '@skein/shared/segment';
import { headIsEmpty, headHolds, newChain, withNextSegment, withNextSeq } from './chain.ts';
import type { Documents } from './documents.ts';
import { elementsOf } from './elements.ts';
import {
  compactionKey,
  editionFact,
  editionKey,
  firstStampFact,
  messageKey,
  roomFact,
  roomKey,
  segmentsFact,
  segmentsKey,
  tallyFact,
  tallyKey,
} from './facts.ts';
import type { LiveDocument } from './liveDocument.ts';
import type { Registry, Room } from './registry.ts';
import type { Step } from './step.ts';

/** What the relay itself does to the segments of rooms, as part of a step. */
export class Segments {
  readonly #documents: Documents;
  readonly #registry: Registry;
  /** The last one given. */
  #edition = 0;

  constructor(documents: Documents, registry: Registry) {
    this.#documents = documents;
    this.#registry = registry;
  }

  createRoom(step: Step, id: RoomId): void {
    const room = this.#registry.addRoom(id, newChain(step.now));
    this.#began(step, room);
    this.#open(step, room, 0);
  }

  head(room: Room): LiveDocument {
    return this.at(room, room.chain.head);
  }

  at(room: Room, index: number): LiveDocument {
    return this.#documents.loaded(segmentName(room.id, index));
  }

  /** The next `seq` for a message; the chain and the journal know of it, the document is the caller's. */
  stamp(step: Step, room: Room, id: MessageId, author: UserId): Stamp {
    room.chain = withNextSeq(room.chain, step.now);
    const { lastSeq: seq, at, head } = room.chain;
    step.moved.add(room);
    step.facts.set(messageKey(room.id, id), firstStampFact({ seq, at, author, segment: head }));
    return { seq, at, author };
  }

  /** In the name of its author: what came late, or without a document. */
  append(step: Step, room: Room, index: number, message: Message, stamp: Stamp): void {
    const live = this.at(room, index);
    step.touched.add(live);
    live.change(() => {
      live.segment.messages.push([message]);
      live.segment.stamps.set(message.id, stamp);
    });
  }

  /** The open segment becomes a closed one, for good. */
  rollOver(step: Step, room: Room): void {
    room.chain = withNextSegment(room.chain);
    const { head } = room.chain;
    this.#began(step, room);
    step.opens((step) => this.#open(step, room, head));
    step.later((step) => {
      const closed = this.at(room, head - 1);
      step.touched.add(closed);
      closed.change(() => closed.segment.meta.set('next', head));
      this.#count(step, room, closed);
      step.compactions.add(closed.name);
      this.#carryCursors(closed, this.at(room, head));
    });
  }

  /** Before the head takes another message. */
  makeSpace(step: Step, room: Room): void {
    if (this.#isFull(step, room)) this.#fill(step, room);
  }

  /** After all changes of a step: closes what reached one of its bounds. */
  closeIfFull(step: Step, live: LiveDocument): void {
    if (live.ref.kind !== 'segment') return;
    const room = this.#registry.knownRoom(live.ref.room);
    if (room === undefined || room.chain.head !== live.ref.index || headIsEmpty(room.chain)) return;
    const isLarge = live.bytes >= SEGMENT_BYTES || live.segment.writers.size >= SEGMENT_WRITERS;
    if (isLarge || this.#isFull(step, room)) this.#fill(step, room);
  }

  /**
   * When a segment closes, what is under way to it is late and carried forward, and everybody opens the next one. In a
   * flood that is most of the work, and is spread over more messages.
   */
  #isFull({ now }: Step, { chain, filledAt = Number.NEGATIVE_INFINITY }: Room): boolean {
    return headHolds(chain, now - filledAt < FLOOD_MS ? SEGMENT_SIZE_IN_FLOOD : SEGMENT_SIZE);
  }

  #fill(step: Step, room: Room): void {
    room.filledAt = step.now;
    this.rollOver(step, room);
  }

  /** After all changes of a step. */
  keepChains(step: Step): void {
    for (const room of step.moved) {
      step.facts.set(roomKey(room.id), roomFact(room.chain));
      step.events.push({ type: 'room-changed', room: room.id });
    }
  }

  /** Takes the content of a message and of everything said about it out of the document and, soon, out of the journal. */
  retract(step: Step, room: Room, live: LiveDocument, id: MessageId): void {
    step.touched.add(live);
    live.change(() => {
      const { messages, amendments } = live.segment;
      live.erase([...elementsOf(messages)].filter(({ value }) => value.id === id).map(({ at }) => at));
      const texts = [...elementsOf(amendments)].filter(
        ({ value }) => value.message === id && value.text !== undefined,
      );
      live.erase(texts.map(({ at }) => at));
    });
    step.compactions.add(live.name);
    step.facts.set(compactionKey(live.name), true);
    this.amended(step, room, live);
    step.later((step) => {
      if (this.#isClosed(room, live)) this.#count(step, room, live);
    });
    this.touch(step, room, live);
  }

  /** What was said about a message elsewhere, in the segment that the message was carried into. */
  amend(step: Step, room: Room, index: number, amendments: readonly Amendment[]): void {
    const live = this.at(room, index);
    const { segment } = live;
    step.touched.add(live);
    const present = new Set(segment.amendments.toArray().map(({ id }) => id));
    const news = amendments.filter(({ id }) => !present.has(id));
    if (news.length > 0) live.change(() => segment.amendments.push([...news]));
    for (const { message } of news.filter(({ retract }) => retract === true))
      this.retract(step, room, live, message);
    this.touch(step, room, live);
    this.amended(step, room, live);
  }

  /** What a segment says reads differently now. */
  amended(step: Step, room: Room, { ref: { index } }: LiveDocument): void {
    this.#edition = Math.max(this.#edition + 1, step.now);
    step.facts.set(editionKey(room.id, index), editionFact(this.#edition));
    step.events.push({ type: 'room-changed', room: room.id }, { type: 'amended', room: room.id, index });
  }

  react(step: Step, room: Room, index: number, key: string, added: boolean): void {
    const live = this.at(room, index);
    if (live.segment.reactions.has(key) === added) return;
    step.touched.add(live);
    live.change(() => {
      if (added) live.segment.reactions.set(key, true);
      else live.segment.reactions.delete(key);
    });
    this.touch(step, room, live);
  }

  /** Tells devices that keep a closed segment that it changed. */
  touch(step: Step, room: Room, live: LiveDocument): void {
    if (!this.#isClosed(room, live)) return;
    const key = touchedKey(live.ref.index);
    step.later((step) => {
      const head = this.head(room);
      step.touched.add(head);
      const times = head.segment.meta.get(key);
      head.change(() => head.segment.meta.set(key, typeof times === 'number' ? times + 1 : 1));
    });
  }

  #isClosed(room: Room, { ref }: LiveDocument): boolean {
    return ref.index !== room.chain.head;
  }

  #open(step: Step, room: Room, index: number): void {
    const live = this.#documents.create(segmentName(room.id, index));
    step.touched.add(live);
    live.change(() => {
      const { meta } = live.segment;
      meta.set('room', room.id);
      meta.set('index', index);
      meta.set('firstSeq', room.chain.firstSeqs[index]);
    });
  }

  /** Only these devices of a person keep a cursor; the one that has come furthest takes over from those that go. */
  keepCursors(step: Step, room: Room, user: UserId, devices: ReadonlySet<DeviceId>): void {
    const live = this.head(room);
    const { cursors } = live.segment;
    const own = [...cursors.entries()]
      .filter(([, cursor]) => cursor.user === user)
      .toSorted(([, one], [, other]) => other.seq - one.seq);
    const [furthest] = own;
    const past = own.filter(([device]) => !devices.has(device as DeviceId));
    if (furthest === undefined || past.length === 0) return;
    const [device, { seq }] = furthest;
    const left = own.find((cursor) => !past.includes(cursor))?.[0] ?? [...devices][0];
    // With nobody left to take over, the one that came furthest stays.
    const heir = left ?? device;
    step.touched.add(live);
    live.change(() => {
      for (const [device] of past) if (device !== heir) cursors.delete(device);
      if ((cursors.get(heir)?.seq ?? -1) < seq) cursors.set(heir, { user, seq });
    });
  }

  /** A cursor of this very step may have come into the next one already. */
  #carryCursors(closed: LiveDocument, next: LiveDocument): void {
    const { cursors } = next.segment;
    next.change(() => {
      for (const [device, cursor] of closed.segment.cursors.entries())
        if ((cursors.get(device)?.seq ?? -1) < cursor.seq) cursors.set(device, cursor);
    });
  }

  /** A segment begins. */
  #began(step: Step, room: Room): void {
    step.moved.add(room);
    step.facts.set(segmentsKey(room.id), segmentsFact(room.chain));
  }

  #count(step: Step, room: Room, closed: LiveDocument): void {
    step.facts.set(tallyKey(room.id, closed.ref.index), tallyFact(closed.tally));
  }
}
