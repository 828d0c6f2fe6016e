import { describe, expect, test } from 'vitest';
import { amendmentBy, messageBy, messageId, user, writerOf } from '../test/replicas.ts';
import {
  ATTACHMENTS_PER_MESSAGE,
  DRAFT_BYTES,
  FRAME_BYTES,
  HTTP_BODY_BYTES,
  MENTIONS_PER_MESSAGE,
  MESSAGE_BYTES,
  MESSAGE_TEXT_LENGTH,
  WAITING_BYTES,
} from './limits.ts';
import { amendmentSchema, isTooLarge, messageSchema } from './message.ts';

const alice = writerOf('alice');
const message = messageBy(alice, 'm1');
const isMessage = (more: object) => messageSchema.safeParse({ ...message, ...more }).success;
const longest = (character: string) => character.repeat(MESSAGE_TEXT_LENGTH);

describe('a message', () => {
  test('comes out as it went in', () => {
    const full = {
      ...message,
      replyTo: messageId('m0'),
      thread: messageId('m0'),
      mentions: [user('bob')],
      attachments: [{ id: 'f1', name: 'photo', type: 'image/png', size: 3 }],
    };
    expect(messageSchema.parse(full)).toEqual(full);
  });

  test.each(['x', '😀', '\u0001', '“'])('may be as long as allowed in any characters: %j', (character) => {
    expect(isMessage({ text: longest(character) })).toBe(true);
    expect(isMessage({ text: longest(character) + character })).toBe(false);
  });

  test.each([
    ['blank', { text: ' \n\t' }],
    ['without text', { text: undefined }],
    ['of text that is none', { text: 7 }],
    ['of a kind nobody knows', { kind: 'html' }],
    ['sent before time began', { sentAt: -1 }],
    ['sent between milliseconds', { sentAt: 1.5 }],
    ['sent when numbers end', { sentAt: Number.MAX_SAFE_INTEGER + 1 }],
    ['with an id that is none', { id: 'a b' }],
    ['with a property of its own', { seq: 3 }],
  ])('%s is none', (_, more) => {
    expect(isMessage(more)).toBe(false);
  });

  test.each([
    ['mentions', MENTIONS_PER_MESSAGE, 'bob'],
    ['attachments', ATTACHMENTS_PER_MESSAGE, { id: 'f', name: '', type: '', size: 0 }],
  ])('takes so many %s and not one more', (of, most, one) => {
    expect(isMessage({ [of]: Array(most).fill(one) })).toBe(true);
    expect(isMessage({ [of]: Array(most + 1).fill(one) })).toBe(false);
  });

  test.each([null, 'text', 7, [message], undefined])('%j is none', (value) => {
    expect(messageSchema.safeParse(value).success).toBe(false);
  });
});

describe('an amendment', () => {
  const isAmendment = (more: object) => amendmentSchema.safeParse(amendmentBy(alice, 'a1', more)).success;

  test('is either a text or a retraction', () => {
    expect(isAmendment({ text: 'better' })).toBe(true);
    expect(isAmendment({ retract: true })).toBe(true);
    expect(isAmendment({})).toBe(false);
    expect(isAmendment({ text: 'better', retract: true })).toBe(false);
    expect(isAmendment({ retract: false })).toBe(false);
    expect(isAmendment({ text: ' ' })).toBe(false);
  });
});

test('too large is what would be fine if it were shorter', () => {
  expect(isTooLarge(message)).toBe(false);
  expect(isTooLarge({ ...message, text: `${longest('x')}x` })).toBe(true);
  const bare = JSON.stringify({ ...message, more: '' }).length;
  expect(isTooLarge({ ...message, more: 'x'.repeat(MESSAGE_BYTES - bare) })).toBe(false);
  expect(isTooLarge({ ...message, more: 'x'.repeat(MESSAGE_BYTES - bare + 1) })).toBe(true);
  for (const value of [null, 7, '', [], { text: 7 }]) expect(isTooLarge(value)).toBe(false);
});

test('the longest text fits wherever a person’s text travels', () => {
  // A control character is the longest in JSON: \u0001.
  const bytes = new TextEncoder().encode(JSON.stringify({ ...message, text: longest('\u0001') })).length;
  for (const limit of [MESSAGE_BYTES, DRAFT_BYTES, HTTP_BODY_BYTES, FRAME_BYTES])
    expect(bytes).toBeLessThan(limit);
  expect(FRAME_BYTES).toBeLessThanOrEqual(WAITING_BYTES);
});
