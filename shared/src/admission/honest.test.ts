import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { amendmentBy, bytesOf, messageBy, Replica, SegmentRelay, writerOf } from '../../test/replicas.ts';
import type { DeviceId, MessageId } from '../ids.ts';
import type { Amendment, Message } from '../message.ts';
import { reactionKey, type Segment, segmentOf } from '../segment.ts';
import type { Changes, Writer } from './admission.ts';

/**
 * Several people, some with two tabs, write offline and online over a network that merges, repeats and loses. Whatever
 * an honest replica sends is never refused, and what is admitted changes exactly what the verdict says.
 */

const phone = writerOf('alice');
const writers: readonly Writer[] = [
  phone,
  phone,
  { ...phone, device: 'alice-laptop' as DeviceId },
  writerOf('bob'),
  writerOf('carol', { moderator: true }),
];

type Deed =
  | 'send'
  | 'send two'
  | 'withdraw'
  | 'edit'
  | 'retract'
  | 'moderate'
  | 'react'
  | 'read'
  | 'deliver'
  | 'deliver merged'
  | 'deliver all again'
  | 'lose'
  | 'hear'
  | 'show the other tab';

const deed = fc.record({
  who: fc.nat({ max: writers.length - 1 }),
  what: fc.constantFrom<Deed>(
    'send',
    'send two',
    'withdraw',
    'edit',
    'retract',
    'moderate',
    'react',
    'read',
    'deliver',
    'deliver merged',
    'deliver all again',
    'lose',
    'hear',
    'show the other tab',
  ),
  which: fc.nat({ max: 20 }),
});

interface Content {
  readonly messages: readonly string[];
  readonly amendments: readonly string[];
  readonly reactions: ReadonlySet<string>;
}

const contentOf = ({ messages, amendments, reactions }: Segment): Content => ({
  messages: messages.toArray().map(({ id }) => id),
  amendments: amendments.toArray().map(({ id }) => id),
  reactions: new Set(reactions.keys()),
});

const sorted = (ids: readonly string[]) => ids.toSorted();

const expectExactly = (before: Content, after: Content, changes: Changes) => {
  const gone = new Set<string>([...changes.withdrawn, ...changes.retracted]);
  expect(sorted(after.messages)).toEqual(
    sorted([
      ...before.messages.filter((id) => !gone.has(id)),
      ...changes.messages.map((row) => row.message.id),
    ]),
  );
  expect(sorted(after.amendments)).toEqual(
    sorted([...before.amendments, ...changes.amendments.map((row) => row.amendment.id)]),
  );
  const touched = new Set(changes.reactions.map(({ key }) => key));
  const wished = new Set(changes.reactions.filter(({ added }) => added).map(({ key }) => key));
  for (const key of after.reactions) expect(before.reactions.has(key) || wished.has(key)).toBe(true);
  for (const key of before.reactions) expect(after.reactions.has(key) || touched.has(key)).toBe(true);
};

class World {
  readonly relay = new SegmentRelay();
  readonly replicas = writers.map((writer, i) => new Replica(writer, 1_000 - i, this.relay.doc));
  ids = 0;

  do(what: Deed, replica: Replica, which: number): void {
    const { segment, writer } = replica;
    const pick = <Value>(values: readonly Value[]): Value | undefined => values[which % (values.length || 1)];
    const all = segment.messages.toArray();
    const own = all.filter(({ author }) => author === writer.user);
    const amend = (message: MessageId | undefined, more: Partial<Amendment>) => {
      if (message) segment.amendments.push([amendmentBy(writer, `a${this.ids++}`, { message, ...more })]);
    };
    switch (what) {
      case 'send':
        return segment.messages.push([this.message(writer)]);
      case 'send two':
        return segment.messages.push([this.message(writer), this.message(writer)]);
      case 'withdraw': {
        const message = pick(own);
        if (message && !segment.stamps.has(message.id)) segment.messages.delete(all.indexOf(message));
        return;
      }
      case 'edit':
        return amend(pick(own)?.id, { text: `again ${this.ids}` });
      case 'retract':
        return amend(pick(own)?.id, { retract: true });
      case 'moderate':
        return writer.moderator ? amend(pick(all)?.id, { retract: true }) : undefined;
      case 'react': {
        const message = pick(all);
        if (!message) return;
        const key = reactionKey({ message: message.id, user: writer.user, emoji: which % 2 ? '👍' : '🎉' });
        if (segment.reactions.has(key)) segment.reactions.delete(key);
        else segment.reactions.set(key, true);
        return;
      }
      case 'read': {
        const seq = Math.max(0, ...[...segment.stamps.values()].map((stamp) => stamp.seq));
        segment.cursors.set(writer.device, { user: writer.user, seq });
        return;
      }
      case 'deliver': {
        const update = replica.unsent.shift();
        return update && this.receive(update, replica);
      }
      case 'deliver merged':
        if (replica.unsent.length === 0) return;
        return this.receive(Y.mergeUpdates(replica.unsent.splice(0)), replica);
      case 'deliver all again':
        return this.receive(bytesOf(replica.doc), replica);
      case 'lose':
        replica.unsent.shift();
        return;
      case 'hear':
        return Y.applyUpdate(replica.doc, bytesOf(this.relay.doc));
      case 'show the other tab': {
        const other = this.replicas.find((some) => some !== replica && some.writer.user === writer.user);
        if (other) Y.applyUpdate(other.doc, bytesOf(replica.doc));
      }
    }
  }

  receive(update: Uint8Array, { writer, doc }: Replica): void {
    const before = bytesOf(this.relay.doc);
    const verdict = this.relay.judge(update, writer);
    expect(verdict.answer, JSON.stringify(verdict)).not.toBe('refuse');
    expect(bytesOf(this.relay.doc)).toEqual(before);
    if (verdict.answer === 'admit') {
      const scratch = new Y.Doc();
      Y.applyUpdate(scratch, before);
      Y.applyUpdate(scratch, verdict.update);
      expectExactly(contentOf(this.relay.segment), contentOf(segmentOf(scratch)), verdict.changes);
      const asItCame = new Y.Doc();
      Y.applyUpdate(asItCame, before);
      Y.applyUpdate(asItCame, update);
      if (!verdict.missing) expect(bytesOf(scratch)).toEqual(bytesOf(asItCame));
      this.relay.apply(verdict, writer);
    }
    expect(this.relay.doc.store.pendingStructs).toBeNull();
    expect(this.relay.doc.store.pendingDs).toBeNull();
    const asks = verdict.answer === 'missing' || (verdict.answer === 'admit' && verdict.missing);
    if (!asks) return;
    const rest = this.relay.receive(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(this.relay.doc)), writer);
    expect(rest.answer, JSON.stringify(rest)).not.toBe('refuse');
    expect(this.relay.doc.store.pendingStructs).toBeNull();
  }

  private message(writer: Writer): Message {
    return messageBy(writer, `m${this.ids++}`);
  }
}

test('honest replicas are never refused, and end equal', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 120, size: 'max' }), (deeds) => {
      const world = new World();
      for (const { who, what, which } of deeds) world.do(what, world.replicas[who]!, which);
      for (const replica of world.replicas) world.receive(bytesOf(replica.doc), replica);
      for (const replica of world.replicas) Y.applyUpdate(replica.doc, bytesOf(world.relay.doc));
      for (const replica of world.replicas) expect(bytesOf(replica.doc)).toEqual(bytesOf(world.relay.doc));
    }),
    { numRuns: 60 },
  );
});

const alice = writerOf('alice');

/** What a peer, the relay and the sender have in the end. */
const expectEqual = (relay: SegmentRelay, sender: Replica): void => {
  const peer = new Y.Doc();
  Y.applyUpdate(peer, bytesOf(relay.doc));
  Y.applyUpdate(sender.doc, bytesOf(relay.doc));
  expect(bytesOf(peer)).toEqual(bytesOf(relay.doc));
  expect(bytesOf(sender.doc)).toEqual(bytesOf(relay.doc));
};

test('ten thousand structs in one update are admitted whole', () => {
  const relay = new SegmentRelay();
  const tab = new Replica(alice, 101);
  for (let turn = 0; turn < 5_000; turn++) {
    tab.segment.messages.push([messageBy(alice, `m${turn}`)]);
    tab.segment.cursors.set(alice.device, { user: alice.user, seq: 0 });
  }
  const structs = Y.decodeUpdate(bytesOf(tab.doc)).structs.length;
  expect(structs).toBe(10_000);
  const verdict = relay.receive(bytesOf(tab.doc), alice);
  expect(verdict).toMatchObject({ answer: 'admit', missing: false });
  if (verdict.answer === 'admit') expect(verdict.changes.messages).toHaveLength(5_000);
  expectEqual(relay, tab);
});

test('a run of which any part is known is cut where the unknown begins', () => {
  const texts = Array.from({ length: 6 }, (_, index) => messageBy(alice, `m${index}`));
  for (let known = 0; known <= texts.length; known++)
    for (let withdrawn = 0; withdrawn < texts.length; withdrawn++) {
      const relay = new SegmentRelay();
      const tab = new Replica(alice, 101);
      if (known > 0) {
        tab.segment.messages.push(texts.slice(0, known));
        relay.receive(bytesOf(tab.doc), alice);
      }
      if (known < texts.length) tab.segment.messages.push(texts.slice(known));
      tab.segment.messages.delete(withdrawn);
      const verdict = relay.receive(bytesOf(tab.doc), alice);
      const stayed = texts.filter((_, index) => index >= known && index !== withdrawn);
      expect(verdict.answer).toBe('admit');
      if (verdict.answer === 'admit')
        expect(verdict.changes.messages.map(({ message }) => message)).toEqual(stayed);
      expect(relay.receive(bytesOf(tab.doc), alice).answer).toBe('nothing');
      expectEqual(relay, tab);
    }
});
