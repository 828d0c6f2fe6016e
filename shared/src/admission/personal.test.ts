import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { messageId, user, writerOf } from '../../test/replicas.ts';
import type { MessageId, RoomId } from '../ids.ts';
import { DRAFT_BYTES, DRAFTS_PER_PERSON, SETTING_BYTES } from '../limits.ts';
import { type ReturnedMessage, type UserDocument, userDocumentOf } from '../userDocument.ts';
import { judge } from './admission.ts';

const alice = writerOf('alice');
const room = 'r1' as RoomId;

const returned: ReturnedMessage = {
  room,
  text: 'a word',
  reason: 'word-refused',
  sentAt: 1,
  returnedAt: 2,
};

/** What the relay has of Alice: one returned message. */
const mailbox = (): UserDocument => {
  const document = userDocumentOf(new Y.Doc());
  document.doc.clientID = 1;
  document.returned.set(messageId('m1'), returned);
  document.rooms.push([{ id: room } as never]);
  return document;
};

const replicaOf = (document: UserDocument, client = 101): UserDocument => {
  const replica = userDocumentOf(new Y.Doc());
  Y.applyUpdate(replica.doc, Y.encodeStateAsUpdate(document.doc));
  replica.doc.clientID = client;
  return replica;
};

const saysTo = (change: (document: UserDocument) => void, document = mailbox()) => {
  const replica = replicaOf(document);
  const before = Y.encodeStateVector(replica.doc);
  replica.doc.transact(() => change(replica));
  return judge(
    Y.encodeStateAsUpdate(replica.doc, before),
    { kind: 'user', document, user: alice.user },
    alice,
  );
};

describe('a person’s own document', () => {
  const allowed: readonly [string, (document: UserDocument) => void][] = [
    ['a draft', ({ drafts }) => drafts.set(room, { text: 'almost', at: 1 })],
    ['a draft that answers', ({ drafts }) => drafts.set(room, { text: '', at: 1, replyTo: messageId('m1') })],
    ['a draft finished', ({ drafts }) => (drafts.set(room, { text: 'x', at: 1 }), drafts.delete(room))],
    ['a mark', ({ marks }) => marks.set(room, { seq: 4 })],
    ['a setting', ({ settings }) => settings.set('theme', 'dark')],
    ['a setting for one room', ({ settings }) => settings.set(`mute/${room}`, { until: 4 })],
    ['filing what came back', (document) => document.returned.set(messageId('m2'), returned)],
    ['dealing with what came back', (document) => document.returned.delete(messageId('m1'))],
  ];
  test.each(allowed)('takes %s', (_, change) => {
    expect(saysTo(change)).toMatchObject({ answer: 'admit', missing: false });
  });

  const forbidden: readonly [string, string, (document: UserDocument) => void][] = [
    ['a room', 'root-forbidden', ({ rooms }) => rooms.push([{ id: room } as never])],
    ['losing a room', 'root-forbidden', ({ rooms }) => rooms.delete(0)],
    ['a person', 'root-forbidden', ({ people }) => people.push([{} as never])],
    ['a device', 'root-forbidden', ({ devices }) => devices.push([{} as never])],
    ['a record of writers', 'root-forbidden', ({ writers }) => writers.set('5', alice.user)],
    ['saying whose it is', 'root-forbidden', ({ meta }) => meta.set('user', user('bob'))],
    ['messages', 'root-unknown', ({ doc }) => doc.getArray('messages').push([1])],
    ['a draft of another form', 'content-invalid', ({ drafts }) => drafts.set(room, { text: 'x' } as never)],
    ['a draft for no room', 'content-invalid', ({ drafts }) => drafts.set('no room', { text: 'x', at: 1 })],
    [
      'a draft under a trap',
      'content-invalid',
      ({ drafts }) => drafts.set('__proto__', { text: 'x', at: 1 }),
    ],
    ['a huge draft', 'too-large', ({ drafts }) => drafts.set(room, { text: 'x'.repeat(DRAFT_BYTES), at: 1 })],
    ['a mark before the beginning', 'content-invalid', ({ marks }) => marks.set(room, { seq: -1 })],
    [
      'a reason that is none',
      'content-invalid',
      (document) => document.returned.set('m2' as MessageId, { ...returned, reason: 'toString' as never }),
    ],
    ['a setting without name', 'content-invalid', ({ settings }) => settings.set('', 1)],
    ['a setting under a trap', 'content-invalid', ({ settings }) => settings.set('__proto__', 1)],
    ['a huge setting', 'too-large', ({ settings }) => settings.set('theme', 'x'.repeat(SETTING_BYTES))],
    ['a nested type', 'content-invalid', ({ settings }) => settings.set('theme', new Y.Map())],
  ];
  test.each(forbidden)('does not take %s: %s', (_, reason, change) => {
    expect(saysTo(change)).toMatchObject({ answer: 'refuse', reason });
  });

  test('takes so many drafts at once, however many there ever were', () => {
    const document = mailbox();
    const draft = { text: 'x', at: 1 };
    for (let i = 0; i < DRAFTS_PER_PERSON; i++) document.drafts.set(`r${i}`, draft);
    for (let i = 0; i < 100; i++) {
      document.drafts.set(`gone${i}`, draft);
      document.drafts.delete(`gone${i}`);
    }
    const oneMore = ({ drafts }: UserDocument) => drafts.set('another', draft);
    expect(saysTo(oneMore, document)).toMatchObject({ answer: 'refuse', reason: 'too-many' });
    expect(saysTo(({ drafts }) => drafts.set('r7', draft), document)).toMatchObject({ answer: 'admit' });
    document.drafts.delete('r8');
    expect(saysTo(oneMore, document)).toMatchObject({ answer: 'admit' });
  });
});
