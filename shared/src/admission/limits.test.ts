import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { bytesOf, device, Replica, SegmentRelay, user, writerOf } from '../../test/replicas.ts';
import type { MessageId, RoomId } from '../ids.ts';
import {
  CURSORS_PER_SEGMENT,
  MARKS_PER_PERSON,
  REACTIONS_PER_SEGMENT,
  RETURNED_PER_PERSON,
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
