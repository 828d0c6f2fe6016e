import type { Changes, StructId } from '@skein/shared/admission/admission';
import type { AmendmentId, MessageId } from '@skein/shared/ids';
import type { Amendment, Message } from '@skein/shared/message';
import type { Refusal } from '@skein/shared/refusals';
import { parseReactionKey, type Segment } from '@skein/shared/segment';
import { groupBy, isCarriedForward } from '@skein/shared/timeline';
import type { Grant, MessagePolicy } from './ports.ts';
import { type Element, elementsOf } from './elements.ts';
import { firstStampOf, messageKey, readFact, readKey } from './facts.ts';
import type { LiveDocument } from './liveDocument.ts';
import type { Registry, Room } from './registry.ts';
import type { Segments } from './segments.ts';
import type { Step } from './step.ts';
import type { Users } from './users.ts';

/**
 * What becomes of admitted changes to a segment, in the transaction that brought them: a message is stamped, returned,
 * carried forward or, as a repeat, erased; amendments, reactions and cursors go where their message or reader is.
 *
 * Elements are addressed by the ids that admission found, never by an index.
 */
export class Postmaster {
  readonly #segments: Segments;
  readonly #users: Users;
  readonly #registry: Registry;
  readonly #policy: MessagePolicy;

  constructor(segments: Segments, users: Users, registry: Registry, policy: MessagePolicy) {
    this.#registry = registry;
    this.#segments = segments;
    this.#users = users;
    this.#policy = policy;
  }

  /** Inside `live.change`, after the update was applied. */
  sort(step: Step, room: Room, live: LiveDocument, changes: Changes, grant: Grant): void {
    for (const client of changes.newWriters) live.segment.writers.set(String(client), grant.user);
    let said: Said | undefined;
    const saidHere = (): Said => (said ??= saidIn(live.segment));
    const going: StructId[] = [];
    for (const { message, at } of inTheOrderWritten(changes.messages, live))
      if (this.#message(step, room, live, message, saidHere) === 'goes') going.push(at);
    // All at once: a run of messages that is taken apart one by one is copied as often.
    live.erase(going);
    for (const id of changes.retracted) this.#segments.retract(step, room, live, id);
    for (const { amendment, at } of changes.amendments)
      this.#amendment(step, room, live, amendment, at, grant);
    for (const key of new Set(changes.reactions.map(({ key }) => key))) this.#reaction(step, room, live, key);
    for (const cursor of changes.cursors) this.#cursor(step, room, live, cursor);
  }

  /** @returns whether it is to be erased here: a repeat, what is returned, what is carried forward */
  #message(
    step: Step,
    room: Room,
    live: LiveDocument,
    message: Message,
    saidHere: () => Said,
  ): 'stays' | 'goes' {
    const { stamps } = live.segment;
    const { id, author } = message;
    const first = step.fact(messageKey(room.id, id));
    if (first !== undefined || stamps.has(id)) {
      if (first === undefined || stamps.has(id)) return 'goes';
      const { segment, ...stamp } = firstStampOf(first);
      stamps.set(id, segment === live.ref.index ? stamp : { ...stamp, in: segment });
      return 'goes';
    }
    const reason = this.#policy(message, room.id);
    if (reason !== undefined) {
      this.#return(step, room, message.author, { ...message, reason });
      return 'goes';
    }
    this.#segments.makeSpace(step, room);
    const stamp = this.#segments.stamp(step, room, id, author);
    const { head } = room.chain;
    if (head === live.ref.index) {
      stamps.set(id, stamp);
      if (isRetractedAlready(live.segment, message, saidHere)) this.#segments.retract(step, room, live, id);
      return 'stays';
    }
    stamps.set(id, { ...stamp, in: head });
    step.later((step) => this.#segments.append(step, room, head, message, stamp));
    this.#moveSaid(step, room, live, message, head, saidHere());
    return 'goes';
  }

  /** What another tab said about the message before the message itself came. What others amended is worth nothing. */
  #moveSaid(
    step: Step,
    room: Room,
    live: LiveDocument,
    { id, author }: Message,
    into: number,
    { amendments, reactions }: Said,
  ): void {
    for (const { value, at } of amendments.get(id) ?? [])
      if (value.author === author) this.#carryAmendment(step, room, live, value, at, into);
      else live.erase([at]);
    for (const key of reactions.get(id) ?? []) this.#reaction(step, room, live, key);
  }

  #amendment(
    step: Step,
    room: Room,
    live: LiveDocument,
    amendment: Amendment,
    at: StructId,
    grant: Grant,
  ): void {
    const { messages, stamps } = live.segment;
    const stamp = stamps.get(amendment.message);
    // Admission could not tell whose message it is when the stamp came in this very update, by a repeat of its id.
    if (stamp && stamp.author !== amendment.author && !(amendment.retract === true && grant.moderator)) {
      live.erase([at]);
      return;
    }
    const reason =
      amendment.text === undefined
        ? undefined
        : this.#policy({ author: amendment.author, text: amendment.text }, room.id);
    if (reason !== undefined) {
      live.erase([at]);
      this.#return(step, room, amendment.author, {
        id: amendment.id,
        text: amendment.text ?? '',
        sentAt: amendment.at,
        reason,
      });
    } else if (stamp?.in !== undefined) this.#carryAmendment(step, room, live, amendment, at, stamp.in);
    else if (stamp !== undefined && amendment.retract === true)
      this.#segments.retract(step, room, live, amendment.message);
    else if (stamp !== undefined && !messages.toArray().some(({ id }) => id === amendment.message))
      live.erase([at]);
    else {
      this.#segments.touch(step, room, live);
      this.#segments.amended(step, room, live);
    }
  }

  #carryAmendment(
    step: Step,
    room: Room,
    live: LiveDocument,
    amendment: Amendment,
    at: StructId,
    into: number,
  ): void {
    live.erase([at]);
    step.later((step) => this.#segments.amend(step, room, into, [amendment]));
  }

  #reaction(step: Step, room: Room, live: LiveDocument, key: string): void {
    const { reactions, stamps } = live.segment;
    const message = parseReactionKey(key)?.message;
    const into = message === undefined ? undefined : stamps.get(message)?.in;
    if (into === undefined) {
      this.#segments.touch(step, room, live);
      return;
    }
    const added = reactions.has(key);
    reactions.delete(key);
    step.later((step) => this.#segments.react(step, room, into, key, added));
  }

  #cursor(
    step: Step,
    room: Room,
    live: LiveDocument,
    { device, user, seq }: Changes['cursors'][number],
  ): void {
    step.later((step) => {
      if (seq > this.#registry.knownReadSeq(room, user)) {
        room.readSeqs.set(user, seq);
        step.facts.set(readKey(room.id, user), readFact(seq));
        step.events.push({ type: 'read', room: room.id, user });
      }
      const head = this.#segments.head(room);
      if (head === live || (head.segment.cursors.get(device)?.seq ?? 0) >= seq) return;
      step.touched.add(head);
      head.change(() => head.segment.cursors.set(device, { user, seq }));
    });
  }

  #return(
    step: Step,
    room: Room,
    author: Message['author'],
    letter: Pick<Message, 'text' | 'sentAt' | 'replyTo'> & {
      readonly id: MessageId | AmendmentId;
      readonly reason: Refusal;
    },
  ): void {
    const { id, text, sentAt, reason, replyTo } = letter;
    step.later((step) =>
      this.#users.return(step, author, id, {
        room: room.id,
        text,
        reason,
        sentAt,
        returnedAt: step.now,
        ...(replyTo === undefined ? {} : { replyTo }),
      }),
    );
  }
}

/** What is said about messages, by message: looked up once for however many come in one update. */
interface Said {
  readonly amendments: ReadonlyMap<MessageId, readonly Element<Amendment>[]>;
  readonly reactions: ReadonlyMap<MessageId | undefined, readonly string[]>;
}

const saidIn = ({ amendments, reactions }: Segment): Said => ({
  amendments: groupBy(elementsOf(amendments), ({ value }) => value.message),
  reactions: groupBy(reactions.keys(), (key) => parseReactionKey(key)?.message),
});

/** By its author, in another tab whose socket was faster. */
const isRetractedAlready = (
  { amendments, stamps }: Segment,
  { id, author }: Message,
  saidHere: () => Said,
): boolean =>
  amendments.length > 0 &&
  !isCarriedForward(stamps.get(id)) &&
  (saidHere().amendments.get(id) ?? []).some(
    ({ value }) => value.author === author && value.retract === true,
  );

/**
 * An update lists what several tabs wrote by Yjs client id, which says nothing; who appends has seen what stands before,
 * so the list itself tells in which order its own device showed them.
 */
const inTheOrderWritten = (messages: Changes['messages'], live: LiveDocument): Changes['messages'] => {
  const writers = new Set(messages.map(({ at }) => at.client));
  if (writers.size < 2) return messages;
  const places = new Map<string, number>();
  for (const { at } of elementsOf(live.segment.messages)) places.set(`${at.client} ${at.clock}`, places.size);
  const placeOf = ({ at }: Changes['messages'][number]): number =>
    places.get(`${at.client} ${at.clock}`) ?? places.size;
  return messages.toSorted((one, other) => placeOf(one) - placeOf(other));
};
