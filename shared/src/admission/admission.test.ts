import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  amendmentBy,
  bytesOf,
  device,
  messageBy,
  messageId,
  Replica,
  SegmentRelay,
  user,
  writerOf,
} from '../../test/replicas.ts';
import { AMENDMENTS_PER_SEGMENT, MESSAGE_TEXT_LENGTH } from '../limits.ts';
import type { Message } from '../message.ts';
import { reactionKey, type Segment } from '../segment.ts';
import { userDocumentOf } from '../userDocument.ts';
import { judge, type Writer } from './admission.ts';

const alice = writerOf('alice');
const bob = writerOf('bob');
const moderator = writerOf('bob', { moderator: true });

/** Alice has one stamped message, m1, and a cursor; Bob has one, m2, and reacted to m1. */
const conversation = () => {
  const relay = new SegmentRelay();
  const aliceReplica = new Replica(alice, 101, relay.doc);
  relay.receive(
    aliceReplica.update((segment) => {
      segment.messages.push([messageBy(alice, 'm1')]);
      segment.cursors.set(alice.device, { user: alice.user, seq: 0 });
      segment.reactions.set(reactionKey({ message: messageId('m1'), user: alice.user, emoji: '🎈' }), true);
    }),
    alice,
  );
  const bobReplica = new Replica(bob, 102, relay.doc);
  relay.receive(
    bobReplica.update((segment) => {
      segment.messages.push([messageBy(bob, 'm2')]);
      segment.reactions.set(reactionKey({ message: messageId('m1'), user: bob.user, emoji: '👍' }), true);
    }),
    bob,
  );
  return { relay, alice: new Replica(alice, 101, relay.doc), bob: new Replica(bob, 102, relay.doc) };
};

/** What the relay says to one change by Bob, who has everything it has. */
const saysTo = (change: (segment: Segment) => void, writer: Writer = bob, client = 102) => {
  const { relay } = conversation();
  const before = bytesOf(relay.doc);
  const verdict = relay.judge(new Replica(writer, client, relay.doc).update(change), writer);
  expect(bytesOf(relay.doc)).toEqual(before);
  return verdict;
};

const refused = (reason: string, detail?: string) => ({
  answer: 'refuse',
  reason,
  detail: detail ?? expect.any(String),
});

describe('what a device may do', () => {
  test('append messages, and each is told with its place', () => {
    const verdict = saysTo((segment) => segment.messages.push([messageBy(bob, 'm3'), messageBy(bob, 'm4')]));
    expect(verdict).toMatchObject({
      answer: 'admit',
      missing: false,
      changes: {
        messages: [
          { message: { id: 'm3' }, at: { client: 102, clock: 2 } },
          { message: { id: 'm4' }, at: { client: 102, clock: 3 } },
        ],
        newWriters: [],
      },
    });
  });

  test('write with a new Yjs client, which is told so that it can be recorded', () => {
    const verdict = saysTo((segment) => segment.messages.push([messageBy(bob, 'm3')]), bob, 500);
    expect(verdict).toMatchObject({ answer: 'admit', changes: { newWriters: [500] } });
  });

  test('deliver what was composed on another device of the same person', () => {
    const composed = messageBy(bob, 'm3', { device: device('bob-laptop') });
    expect(saysTo((segment) => segment.messages.push([composed]))).toMatchObject({ answer: 'admit' });
  });

  test('leave out a property by giving it no value', () => {
    const composed = { ...messageBy(bob, 'm3'), replyTo: undefined } as unknown as Message;
    const verdict = saysTo((segment) => segment.messages.push([composed]));
    expect(verdict).toMatchObject({ answer: 'admit' });
    expect(verdict.answer === 'admit' && 'replyTo' in verdict.changes.messages[0]!.message).toBe(false);
  });

  test('give an own message another text, and retract it', () => {
    const edit = amendmentBy(bob, 'a1', { message: messageId('m2'), text: 'better' });
    const retraction = amendmentBy(bob, 'a2', { message: messageId('m2'), retract: true });
    expect(saysTo((segment) => segment.amendments.push([edit, retraction]))).toMatchObject({
      answer: 'admit',
      changes: { amendments: [{ amendment: { id: 'a1' } }, { amendment: { id: 'a2' } }] },
    });
  });

  test('amend an own message that is still on its way in another tab', () => {
    const edit = amendmentBy(bob, 'a1', { message: messageId('m9'), text: 'better' });
    expect(saysTo((segment) => segment.amendments.push([edit]))).toMatchObject({ answer: 'admit' });
  });

  test('retract what somebody else wrote, as a moderator', () => {
    const retraction = amendmentBy(bob, 'a1', { message: messageId('m1'), retract: true });
    expect(saysTo((segment) => segment.amendments.push([retraction]), moderator)).toMatchObject({
      answer: 'admit',
    });
  });

  test('move its own cursor, also backwards, over what the relay carried here', () => {
    const { relay } = conversation();
    relay.segment.cursors.set(bob.device, { user: bob.user, seq: 2 });
    const replica = new Replica(bob, 102, relay.doc);
    const back = replica.update((segment) => segment.cursors.set(bob.device, { user: bob.user, seq: 1 }));
    expect(relay.receive(back, bob)).toMatchObject({
      answer: 'admit',
      changes: { cursors: [{ device: bob.device, user: bob.user, seq: 1 }] },
    });
    expect(relay.segment.cursors.get(bob.device)).toEqual({ user: bob.user, seq: 1 });
  });

  test('deliver the cursor of a past device of the same person', () => {
    const late = saysTo(({ cursors }) => cursors.set(device('bob-laptop'), { user: bob.user, seq: 1 }));
    expect(late).toMatchObject({ answer: 'admit', changes: { cursors: [{ device: 'bob-laptop', seq: 1 }] } });
  });

  test('react and take the reaction back', () => {
    const own = reactionKey({ message: messageId('m1'), user: bob.user, emoji: '👍' });
    const other = reactionKey({ message: messageId('m1'), user: bob.user, emoji: '🎉' });
    expect(
      saysTo(({ reactions }) => {
        reactions.delete(own);
        reactions.set(other, true);
      }),
    ).toMatchObject({
      answer: 'admit',
      changes: {
        reactions: [
          { key: own, added: false },
          { key: other, added: true },
        ],
      },
    });
  });

  test('withdraw a message before anybody heard of it', () => {
    const { relay } = conversation();
    const replica = new Replica(bob, 102, relay.doc);
    replica.segment.messages.push([messageBy(bob, 'm3')]);
    replica.segment.messages.delete(replica.segment.messages.length - 1);
    for (const update of [Y.mergeUpdates(replica.unsent), bytesOf(replica.doc)])
      expect(relay.judge(update, bob)).toMatchObject({ answer: 'admit', changes: { messages: [] } });
  });

  test('delete an own message that got its stamp meanwhile: a retraction', () => {
    expect(saysTo((segment) => segment.messages.delete(1))).toMatchObject({
      answer: 'admit',
      changes: { retracted: ['m2'], withdrawn: [] },
    });
  });

  test('delete an own message that is here without a stamp', () => {
    const { relay } = conversation();
    relay.segment.stamps.delete(messageId('m2'));
    const replica = new Replica(bob, 102, relay.doc);
    expect(
      relay.judge(
        replica.update((segment) => segment.messages.delete(1)),
        bob,
      ),
    ).toMatchObject({
      answer: 'admit',
      changes: { retracted: [], withdrawn: ['m2'] },
    });
  });

  test('change its mind before anything is delivered', () => {
    const { relay, bob: replica } = conversation();
    const steps = [
      replica.update(({ reactions }) => reactions.set('m1 bob 🎉', true)),
      replica.update(({ reactions }) => reactions.delete('m1 bob 🎉')),
      replica.update(({ amendments }) =>
        amendments.push([amendmentBy(bob, 'a1', { retract: true, message: messageId('m2') })]),
      ),
      replica.update(({ amendments }) => amendments.delete(0)),
    ];
    expect(relay.judge(Y.mergeUpdates(steps), bob)).toMatchObject({
      answer: 'admit',
      changes: { reactions: [{ key: 'm1 bob 🎉', added: false }], amendments: [] },
    });
  });

  test('delete an own message whose id somebody else got stamped: no retraction of that one', () => {
    const { relay } = conversation();
    relay.segment.stamps.set(messageId('m2'), { seq: 2, at: 2, author: alice.user });
    const replica = new Replica(bob, 102, relay.doc);
    expect(
      relay.judge(
        replica.update(({ messages }) => messages.delete(1)),
        bob,
      ),
    ).toMatchObject({ answer: 'admit', changes: { retracted: [], withdrawn: ['m2'] } });
  });

  test('write in two tabs by turns, and deliver all of it at once', () => {
    const { relay, bob: first } = conversation();
    const second = new Replica(bob, 103, first.doc);
    for (const id of ['m3', 'm4', 'm5', 'm6']) {
      const [from, to] = id === 'm3' || id === 'm5' ? [first, second] : [second, first];
      Y.applyUpdate(
        to.doc,
        from.update(({ messages }) => messages.push([messageBy(bob, id)])),
      );
    }
    expect(relay.judge(bytesOf(first.doc), bob)).toMatchObject({ answer: 'admit', missing: false });
  });

  test('say again what is known, even from a replica of somebody else', () => {
    const { relay } = conversation();
    expect(relay.judge(bytesOf(relay.doc), bob)).toEqual({ answer: 'nothing' });
    relay.segment.messages.delete(0);
    const behind = new Replica(bob, 102, relay.doc);
    expect(relay.judge(bytesOf(behind.doc), bob)).toEqual({ answer: 'nothing' });
  });
});

describe('what nobody may do', () => {
  const forbidden: readonly [string, string, (segment: Segment) => void][] = [
    ['a foreign author', 'author-foreign', ({ messages }) => messages.push([messageBy(alice, 'm3')])],
    [
      'a foreign device',
      'device-foreign',
      ({ messages }) => messages.push([messageBy(bob, 'm3', { device: alice.device })]),
    ],
    ['an insertion before', 'not-an-append', ({ messages }) => messages.insert(0, [messageBy(bob, 'm3')])],
    ['an insertion between', 'not-an-append', ({ messages }) => messages.insert(1, [messageBy(bob, 'm3')])],
    [
      'a message of unknown form',
      'content-invalid',
      ({ messages }) => messages.push([{ ...messageBy(bob, 'm3'), more: 1 } as Message]),
    ],
    [
      'a blank message',
      'content-invalid',
      ({ messages }) => messages.push([messageBy(bob, 'm3', { text: ' \n' })]),
    ],
    [
      'a text that is too long',
      'too-large',
      ({ messages }) => messages.push([messageBy(bob, 'm3', { text: 'x'.repeat(MESSAGE_TEXT_LENGTH + 1) })]),
    ],
    [
      'a message that is too large',
      'too-large',
      ({ messages }) =>
        messages.push([messageBy(bob, 'm3', { more: 'x'.repeat(50 * 1024) } as Partial<Message>)]),
    ],
    [
      'text where values belong',
      'content-invalid',
      ({ doc }) => as(new Y.Text(), doc, 'messages').insert(0, 'hi'),
    ],
    ['a nested type', 'content-invalid', ({ messages }) => messages.push([new Y.Map() as never])],
    ['bytes', 'content-invalid', ({ messages }) => messages.push([new Uint8Array(3) as never])],
    [
      'an id that is a trap',
      'content-invalid',
      ({ messages }) => messages.push([messageBy(bob, '__proto__')]),
    ],
    [
      'a key in a list',
      'content-invalid',
      ({ doc }) => as(new Y.Map(), doc, 'messages').set('k', messageBy(bob, 'm3')),
    ],
    ['deleting what somebody else wrote', 'deletion-foreign', ({ messages }) => messages.delete(0)],
    ['deleting more than the own', 'deletion-foreign', ({ messages }) => messages.delete(0, 2)],
    [
      'another text for a foreign message',
      'author-foreign',
      ({ amendments }) => amendments.push([amendmentBy(bob, 'a1', { text: 'mine' })]),
    ],
    [
      'retracting a foreign message',
      'deletion-foreign',
      ({ amendments }) => amendments.push([amendmentBy(bob, 'a1', { retract: true })]),
    ],
    [
      'amending as somebody else',
      'author-foreign',
      ({ amendments }) => amendments.push([amendmentBy(alice, 'a1', { retract: true })]),
    ],
    [
      'an amendment that says nothing',
      'content-invalid',
      ({ amendments }) => amendments.push([amendmentBy(bob, 'a1', { message: messageId('m2') })]),
    ],
    [
      'moving a foreign cursor',
      'device-foreign',
      ({ cursors }) => cursors.set(alice.device, { user: alice.user, seq: 1 }),
    ],
    ['deleting a foreign cursor', 'device-foreign', ({ cursors }) => cursors.delete(alice.device)],
    [
      'a cursor for somebody else',
      'author-foreign',
      ({ cursors }) => cursors.set(bob.device, { user: alice.user, seq: 1 }),
    ],
    [
      'a cursor ahead of everything',
      'content-invalid',
      ({ cursors }) => cursors.set(bob.device, { user: bob.user, seq: 3 }),
    ],
    [
      'a negative cursor',
      'content-invalid',
      ({ cursors }) => cursors.set(bob.device, { user: bob.user, seq: -1 }),
    ],
    ['a foreign reaction', 'author-foreign', ({ reactions }) => reactions.set('m1 alice 👍', true)],
    ['deleting a foreign reaction', 'author-foreign', ({ reactions }) => reactions.delete('m1 alice 🎈')],
    ['a reaction without emoji', 'content-invalid', ({ reactions }) => reactions.set('m1 bob ', true)],
    ['a reaction of two words', 'content-invalid', ({ reactions }) => reactions.set('m1 bob a b', true)],
    ['a reaction on a trap', 'content-invalid', ({ reactions }) => reactions.set('__proto__ bob 👍', true)],
    [
      'a reaction that says no',
      'content-invalid',
      ({ reactions }) => reactions.set('m1 bob a', false as true),
    ],
    ['a long reaction', 'too-large', ({ reactions }) => reactions.set(`m1 bob ${'a'.repeat(65)}`, true)],
    [
      'a stamp',
      'root-forbidden',
      ({ stamps }) => stamps.set(messageId('m1'), { seq: 9, at: 9, author: bob.user }),
    ],
    ['taking a stamp away', 'root-forbidden', ({ stamps }) => stamps.delete(messageId('m1'))],
    ['a record of writers', 'root-forbidden', ({ writers }) => writers.set('9', bob.user)],
    ['saying what the segment is', 'root-forbidden', ({ meta }) => meta.set('next', 1)],
    ['an unknown root', 'root-unknown', ({ doc }) => doc.getMap('more').set('k', 1)],
    ['a root that is a trap', 'root-unknown', ({ doc }) => doc.getMap('__proto__').set('k', 1)],
  ];
  test.each(forbidden)('%s: %s', (_, reason, change) => {
    expect(saysTo(change)).toEqual(refused(reason));
  });

  test('a refusal names root and id, never content', () => {
    const verdict = saysTo(({ messages }) => messages.push([messageBy(alice, 'm3', { text: 'secret' })]));
    expect(verdict).toEqual(refused('author-foreign', 'messages m3'));
  });

  test('deleting an amendment, even an own one', () => {
    const { relay, bob: replica } = conversation();
    const edit = amendmentBy(bob, 'a1', { message: messageId('m2'), text: 'better' });
    relay.receive(
      replica.update(({ amendments }) => amendments.push([edit])),
      bob,
    );
    const update = replica.update(({ amendments }) => amendments.delete(0));
    expect(relay.judge(update, bob)).toEqual(refused('deletion-foreign', 'amendments a1'));
  });

  test('more amendments than a segment takes', () => {
    const edits = Array.from({ length: AMENDMENTS_PER_SEGMENT + 1 }, (_, i) =>
      amendmentBy(bob, `a${i}`, { message: messageId('m2'), text: 'better' }),
    );
    expect(saysTo(({ amendments }) => amendments.push(edits.slice(1)))).toMatchObject({ answer: 'admit' });
    expect(saysTo(({ amendments }) => amendments.push(edits))).toEqual(refused('segment-full'));
  });
});

describe('whose Yjs client it is', () => {
  const append = (id: string) => (segment: Segment) => segment.messages.push([messageBy(bob, id)]);

  test('one that wrote for somebody else is refused', () => {
    expect(saysTo(append('m3'), bob, 101)).toEqual(refused('writer-foreign', 'client 101'));
  });

  test('one that the relay writes with, or wrote with under another name, is refused', () => {
    expect(saysTo(append('m3'), bob, 1)).toEqual(refused('writer-foreign', 'client 1'));
    const { relay } = conversation();
    relay.doc.clientID = 77;
    for (const client of [1, 77])
      expect(relay.judge(new Replica(bob, client, relay.doc).update(append('m3')), bob)).toEqual(
        refused('writer-foreign', `client ${client}`),
      );
  });

  test('one that somebody else claims by awareness is refused, an own claim is not', () => {
    const { relay } = conversation();
    const update = new Replica(bob, 500, relay.doc).update(append('m3'));
    expect(judge(update, relay.state, bob, () => alice.user)).toEqual(refused('writer-foreign'));
    expect(judge(update, relay.state, bob, () => bob.user)).toMatchObject({ answer: 'admit' });
  });

  test('what somebody else wrote may pass through, known already', () => {
    const { relay, alice: aliceReplica } = conversation();
    const update = aliceReplica.update(({ messages }) => messages.push([messageBy(alice, 'm3')]));
    expect(relay.judge(update, bob)).toEqual(refused('writer-foreign', 'client 101'));
    relay.receive(update, alice);
    expect(relay.judge(update, bob)).toEqual({ answer: 'nothing' });
  });
});

describe('what depends on something unknown', () => {
  test('is cut off, and the rest admitted', () => {
    const { relay, bob: replica } = conversation();
    const first = replica.update(({ messages }) => messages.push([messageBy(bob, 'm3')]));
    const lost = replica.update(({ messages }) => messages.push([messageBy(bob, 'm4')]));
    const last = replica.update(({ messages }) => messages.push([messageBy(bob, 'm5')]));
    expect(relay.judge(last, bob)).toEqual({ answer: 'missing' });
    expect(relay.receive(Y.mergeUpdates([first, last]), bob)).toMatchObject({
      answer: 'admit',
      missing: true,
      changes: { messages: [{ message: { id: 'm3' } }] },
    });
    expect(relay.doc.store.pendingStructs).toBeNull();
    expect(relay.receive(Y.mergeUpdates([last, lost]), bob)).toMatchObject({
      answer: 'admit',
      missing: false,
      changes: { messages: [{ message: { id: 'm4' } }, { message: { id: 'm5' } }] },
    });
  });

  test('is asked for when it is a deletion of something unknown', () => {
    const { relay, bob: replica } = conversation();
    replica.segment.messages.push([messageBy(bob, 'm3')]);
    const deletion = replica.update(({ messages }) => messages.delete(messages.length - 1));
    expect(relay.judge(deletion, bob)).toEqual({ answer: 'missing' });
  });

  test('is asked for when another tab wrote what it stands behind', () => {
    const { relay, bob: first } = conversation();
    first.segment.messages.push([messageBy(bob, 'm3')]);
    const second = new Replica(bob, 103, first.doc);
    const update = second.update(({ messages }) => messages.push([messageBy(bob, 'm4')]));
    expect(relay.judge(update, bob)).toEqual({ answer: 'missing' });
    expect(relay.receive(bytesOf(second.doc), bob)).toMatchObject({
      answer: 'admit',
      missing: false,
      changes: { newWriters: [103] },
    });
  });
});

describe('what waits for what another tab of the same update lacks', () => {
  /** Bob's second tab stands behind what the first wrote last; the relay gets less of the first than that. */
  const tabs = (ofFirst: (steps: readonly Uint8Array[]) => readonly (Uint8Array | undefined)[]) => {
    const { relay, bob: first } = conversation();
    const steps = ['m3', 'm4', 'm5'].map((id) =>
      first.update(({ messages }) => messages.push([messageBy(bob, id)])),
    );
    const second = new Replica(bob, 103, first.doc);
    const behind = second.update(({ messages }) => messages.push([messageBy(bob, 'm6')]));
    const delivered = ofFirst(steps).filter((step) => step !== undefined);
    return relay.judge(Y.mergeUpdates([...delivered, behind]), bob);
  };

  test('is cut off when the other tab ends too early', () => {
    expect(tabs(([m3]) => [m3])).toMatchObject({
      answer: 'admit',
      missing: true,
      changes: { messages: [{ message: { id: 'm3' } }] },
    });
  });

  test('is cut off when the other tab has a gap before', () => {
    expect(tabs(([m3, , m5]) => [m3, m5])).toMatchObject({
      answer: 'admit',
      missing: true,
      changes: { messages: [{ message: { id: 'm3' } }] },
    });
    expect(tabs(([, , m5]) => [m5])).toEqual({ answer: 'missing' });
  });
});

test('nobody writes into the document of somebody else', () => {
  const document = userDocumentOf(new Y.Doc());
  const other = userDocumentOf(new Y.Doc());
  other.settings.set('theme', 'dark');
  const update = bytesOf(other.doc);
  expect(judge(update, { kind: 'user', document, user: alice.user }, bob)).toEqual(refused('author-foreign'));
  expect(judge(update, { kind: 'user', document, user: user('bob') }, bob)).toMatchObject({
    answer: 'admit',
  });
});

/** A root read as another type, by a client that does as it likes. */
function as<Type extends Y.Text | Y.Map<unknown>>(type: Type, doc: Y.Doc, root: string): Type {
  type._integrate(doc, null as never);
  doc.share.set(root, type as never);
  return type;
}
