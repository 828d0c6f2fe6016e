import { type Changes, type DocumentState, judge } from '@skein/shared/admission/admission';
import type { UserId } from '@skein/shared/ids';
import { SEGMENT_BYTES_AT_ALL } from '@skein/shared/limits';
import type { Refusal } from '@skein/shared/refusals';
import * as Y from 'yjs';
import type { Inbound, Sender } from './inbound.ts';
import type { LiveDocument } from './liveDocument.ts';
import type { Log } from './ports.ts';
import type { Batch } from './preparation.ts';
import type { Postmaster } from './postmaster.ts';
import type { Rate } from './rate.ts';
import type { Registry, Room } from './registry.ts';
import type { Segments } from './segments.ts';
import type { Step } from './step.ts';
import type { Users } from './users.ts';

export type Outcome =
  /** `postponed`: from people who sent too much at once. */
  | { readonly kind: 'applied'; readonly postponed: readonly Inbound[] }
  /** The document is not to be trusted any more. `offender` is whose update did it, if anybody's. */
  | { readonly kind: 'broken'; readonly offender: Inbound | undefined };

interface Parts {
  readonly registry: Registry;
  readonly segments: Segments;
  readonly users: Users;
  readonly postmaster: Postmaster;
  readonly rate: Rate;
  readonly log: Log;
}

/** Applies what admission lets in: one document's share of a step, in one transaction. */
export class Admitting {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** If the document breaks, the step is as if it had never been part of it. */
  apply(step: Step, { live, inbounds }: Batch): Outcome {
    const room = this.#roomOf(live);
    const chain = room?.chain;
    const attempt = step.attempt();
    const postponed: Inbound[] = [];
    let current: Inbound | undefined;
    try {
      live.change((transaction) => {
        const refused = new Set<Sender>();
        const indebted = new Set<UserId>();
        for (const inbound of inbounds) {
          const { sender } = inbound;
          if (sender.isDropped || refused.has(sender)) continue;
          if (room && this.#parts.rate.wait(sender.grant.user) > 0) indebted.add(sender.grant.user);
          if (indebted.has(sender.grant.user)) postponed.push(inbound);
          else {
            current = inbound;
            const refusal = this.#admit(attempt, room, inbound);
            if (refusal === undefined) continue;
            refused.add(sender);
            attempt.afterwards.push(() => sender.refuse(refusal.reason, refusal.detail));
          }
        }
        current = undefined;
        if (live.ref.kind === 'user')
          this.#parts.users.carryOn(attempt, live.ref.user, live, transaction.changed);
      });
    } catch (error) {
      this.#parts.log.error({ error, document: live.name }, 'a document broke and is read again');
      if (room && chain) room.chain = chain;
      return { kind: 'broken', offender: current };
    }
    attempt.touched.add(live);
    step.absorb(attempt, (errands) => {
      if (room) this.#parts.segments.head(room).change(errands);
      else errands();
    });
    return { kind: 'applied', postponed };
  }

  #admit(
    step: Step,
    room: Room | undefined,
    inbound: Inbound,
  ): { readonly reason: Refusal; readonly detail: string } | undefined {
    const { live, sender } = inbound;
    const { grant } = sender;
    const verdict = judge(
      () => inbound.decoded(),
      stateOf(live, room),
      grant,
      (client) => live.audience.claimant(client),
    );
    if (verdict.answer === 'refuse') return verdict;
    if (verdict.answer === 'nothing') return undefined;
    if (grant.access === 'read') return { reason: 'read-only', detail: live.name };
    if (verdict.answer === 'admit' && room && isFullFor(verdict.changes, live, room))
      return { reason: 'segment-full', detail: live.name };
    if (verdict.answer === 'missing' || verdict.missing) step.afterwards.push(() => sender.askForRest());
    else step.afterwards.push(() => sender.wasComplete());
    if (verdict.answer === 'missing') return undefined;
    Y.applyUpdate(live.doc, verdict.update);
    const { changes } = verdict;
    if (room) {
      this.#parts.postmaster.sort(step, room, live, changes, grant);
      const said = changes.messages.length + changes.amendments.length + changes.reactions.length;
      this.#parts.rate.spend(grant.user, Math.max(1, said));
    } else for (const client of changes.newWriters) live.writers.set(String(client), grant.user);
    return undefined;
  }

  #roomOf({ ref }: LiveDocument): Room | undefined {
    return ref.kind === 'segment' ? this.#parts.registry.knownRoom(ref.room) : undefined;
  }
}

/**
 * The open segment takes messages always: they are what closes it. A closed one takes late messages, of which it keeps
 * little, long after other things, so that nobody fills it up before somebody comes home with them.
 */
const isFullFor = (
  { messages, amendments, reactions }: Changes,
  { bytes, ref }: LiveDocument,
  { chain }: Room,
): boolean => {
  if (bytes <= SEGMENT_BYTES_AT_ALL) return false;
  const brings = messages.length > 0;
  if (brings && ref.index === chain.head) return false;
  const says =
    amendments.some(({ amendment }) => amendment.text !== undefined) || reactions.some(({ added }) => added);
  return says || (brings && bytes > 2 * SEGMENT_BYTES_AT_ALL);
};

const stateOf = (live: LiveDocument, room: Room | undefined): DocumentState =>
  live.ref.kind === 'user'
    ? { kind: 'user', document: live.userDocument, user: live.ref.user }
    : { kind: 'segment', segment: live.segment, lastSeq: room?.chain.lastSeq ?? 0 };
