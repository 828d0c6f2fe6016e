import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { bytesOf, device, messageBy, Replica, SegmentRelay, user, writerOf } from '../../test/replicas.ts';
import type { MessageId, RoomId } from '../ids.ts';
import {
  CURSORS_PER_SEGMENT,
  DELETED_RUN_LENGTH,
  DRAFT_BYTES,
  INTEGRATION_STEPS,
  JSON_DEPTH,
  MARKS_PER_PERSON,
  REACTION_EMOJI_BYTES,
  REACTIONS_PER_SEGMENT,
  RETURNED_PER_PERSON,
  SETTING_BYTES,
  SETTING_KEY_LENGTH,
  SETTINGS_PER_PERSON,
} from '../limits.ts';
import type { Segment } from '../segment.ts';
import { type UserDocument, userDocumentOf } from '../userDocument.ts';
import { judge, type Writer } from './admission.ts';

const alice = writerOf('alice');
const CLIENT = 101;

const says = (change: (segment: Segment) => void, writer: Writer = alice) =>
  new SegmentRelay().judge(new Replica(writer, CLIENT).update(change), writer);

const saysInOwn = (change: (document: UserDocument) => void) => {
  const document = userDocumentOf(new Y.Doc());
  document.doc.clientID = 1;
  const replica = userDocumentOf(new Y.Doc());
  replica.doc.clientID = CLIENT;
  replica.doc.transact(() => change(replica));
  return judge(bytesOf(replica.doc), { kind: 'user', document, user: alice.user }, alice);
};

const many = (count: number, each: (index: number) => void): void => {
  for (let index = 0; index < count; index++) each(index);
};

describe('as many as there may be, and one too many', () => {
  test('cursors of a segment', () => {
    const devices = Array.from({ length: CURSORS_PER_SEGMENT + 1 }, (_, index) => device(`d${index}`));
    const writer = writerOf('alice', { devices: new Set(devices) });
    const write =
      (count: number) =>
      ({ cursors }: Segment): void =>
        many(count, (index) => cursors.set(device(`d${index}`), { user: user('alice'), seq: 0 }));
    expect(says(write(CURSORS_PER_SEGMENT), writer)).toMatchObject({ answer: 'admit' });
    expect(says(write(CURSORS_PER_SEGMENT + 1), writer)).toMatchObject({ reason: 'too-many' });
  });

  test('reactions of a segment', () => {
    const react =
      (count: number) =>
      ({ reactions }: Segment): void =>
        many(count, (index) => reactions.set(`m${index} alice 👍`, true));
    expect(says(react(REACTIONS_PER_SEGMENT))).toMatchObject({ answer: 'admit' });
    expect(says(react(REACTIONS_PER_SEGMENT + 1))).toMatchObject({ reason: 'segment-full' });
  });

  test('bytes of a reaction', () => {
    const react =
      (emoji: string) =>
      ({ reactions }: Segment): void =>
        void reactions.set(`m1 alice ${emoji}`, true);
    expect(says(react('👍'.repeat(REACTION_EMOJI_BYTES / 4)))).toMatchObject({ answer: 'admit' });
    expect(says(react(`${'👍'.repeat(REACTION_EMOJI_BYTES / 4)}!`))).toMatchObject({ reason: 'too-large' });
  });

  test.each([
    [
      'draft',
      DRAFT_BYTES,
      ({ drafts }: UserDocument, text: string) => drafts.set('r1' as RoomId, { text, at: 1 }),
    ],
    [
      'setting',
      SETTING_BYTES,
      ({ settings }: UserDocument, text: string) => settings.set('theme', { text, at: 1 }),
    ],
  ] as const)('bytes of a %s', (_, most, set) => {
    const bare = JSON.stringify({ text: '', at: 1 }).length;
    const write = (bytes: number) => (document: UserDocument) => set(document, 'x'.repeat(bytes - bare));
    expect(saysInOwn(write(most))).toMatchObject({ answer: 'admit' });
    expect(saysInOwn(write(most + 1))).toMatchObject({ reason: 'too-large' });
  });

  test('levels of JSON', () => {
    const nested = (depth: number): unknown => (depth === 0 ? true : [nested(depth - 1)]);
    const choose =
      (depth: number) =>
      ({ settings }: UserDocument): void =>
        void settings.set('deep', nested(depth));
    expect(saysInOwn(choose(JSON_DEPTH))).toMatchObject({ answer: 'admit' });
    expect(saysInOwn(choose(JSON_DEPTH + 1))).toMatchObject({ reason: 'content-invalid' });
  });

  test('elements of a run that was deleted before it came', () => {
    const withdraw =
      (length: number) =>
      ({ messages }: Segment): void => {
        messages.push(Array.from({ length }, (_, index) => messageBy(alice, `m${index}`)));
        messages.delete(0, length);
      };
    expect(says(withdraw(DELETED_RUN_LENGTH))).toMatchObject({ answer: 'admit' });
    expect(says(withdraw(DELETED_RUN_LENGTH + 1))).toMatchObject({ reason: 'too-large' });
  });

  test('steps to put what an update brings in its places', () => {
    /** Each of so many elements stands behind another one of a run: every one may have to walk over all of them. */
    const behindEach = (count: number): Uint8Array => {
      const others = Array.from({ length: count }, (_, index) =>
        encoding.encode((encoder) => {
          encoding.writeUint8(encoder, 1 | 128);
          encoding.writeVarUint(encoder, CLIENT);
          encoding.writeVarUint(encoder, index);
          encoding.writeVarUint(encoder, 1);
        }),
      );
      return encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, 1);
        encoding.writeVarUint(encoder, count);
        encoding.writeVarUint(encoder, CLIENT + 1);
        encoding.writeVarUint(encoder, 0);
        for (const other of others) encoding.writeUint8Array(encoder, other);
        encoding.writeVarUint(encoder, 0);
      });
    };
    const judging = (count: number) => {
      const relay = new SegmentRelay();
      const run = new Replica(alice, CLIENT).update(({ messages }) => {
        messages.push(Array.from({ length: count + 1 }, (_, index) => messageBy(alice, `m${index}`)));
        messages.delete(0, count + 1);
      });
      relay.receive(run, alice);
      let known = 0;
      for (const structs of relay.doc.store.clients.values()) known += structs.length;
      return { steps: count * (count + known), verdict: relay.judge(behindEach(count), alice) };
    };
    let count = Math.floor(Math.sqrt(INTEGRATION_STEPS)) - 10;
    while (judging(count + 1).steps <= INTEGRATION_STEPS) count += 1;
    expect(judging(count).verdict).toMatchObject({ answer: 'admit' });
    expect(judging(count + 1).verdict).toMatchObject({ reason: 'too-many' });
  });

  test('marks', () => {
    const mark =
      (count: number) =>
      ({ marks }: UserDocument): void =>
        many(count, (index) => marks.set(`r${index}` as RoomId, { seq: 1 }));
    expect(saysInOwn(mark(MARKS_PER_PERSON))).toMatchObject({ answer: 'admit' });
    expect(saysInOwn(mark(MARKS_PER_PERSON + 1))).toMatchObject({ reason: 'too-many' });
  });

  test('returned mail', () => {
    const room = 'r1' as RoomId;
    const file =
      (count: number) =>
      ({ returned }: UserDocument): void =>
        many(count, (index) =>
          returned.set(`m${index}` as MessageId, {
            room,
            text: 'a word',
            reason: 'word-refused',
            sentAt: 1,
            returnedAt: 2,
          }),
        );
    expect(saysInOwn(file(RETURNED_PER_PERSON))).toMatchObject({ answer: 'admit' });
    expect(saysInOwn(file(RETURNED_PER_PERSON + 1))).toMatchObject({ reason: 'too-many' });
  });

  test('settings', () => {
    const choose =
      (count: number) =>
      ({ settings }: UserDocument): void =>
        many(count, (index) => settings.set(`s${index}`, true));
    expect(saysInOwn(choose(SETTINGS_PER_PERSON))).toMatchObject({ answer: 'admit' });
    expect(saysInOwn(choose(SETTINGS_PER_PERSON + 1))).toMatchObject({ reason: 'too-many' });
  });

  test('characters of the name of a setting', () => {
    const choose =
      (length: number) =>
      ({ settings }: UserDocument): void =>
        void settings.set('s'.repeat(length), true);
    expect(saysInOwn(choose(SETTING_KEY_LENGTH))).toMatchObject({ answer: 'admit' });
    expect(saysInOwn(choose(SETTING_KEY_LENGTH + 1))).toMatchObject({ reason: 'content-invalid' });
  });
});
