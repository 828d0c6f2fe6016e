import * as z from 'zod/mini';
import { type AmendmentId, type DeviceId, ID_PATTERN, type MessageId, type UserId } from './ids.ts';
import {
  ATTACHMENTS_PER_MESSAGE,
  MENTIONS_PER_MESSAGE,
  MESSAGE_BYTES,
  MESSAGE_TEXT_LENGTH,
} from './limits.ts';

/** A branded id checks like any string of its pattern: only the type differs. */
const id = <Id extends string>() =>
  z.string().check(z.regex(ID_PATTERN)) as unknown as z.ZodMiniType<Id, string>;

const isLong = (text: string): boolean =>
  text.length > MESSAGE_TEXT_LENGTH && [...text].length > MESSAGE_TEXT_LENGTH;
const isText = (text: string): boolean => text.trim().length > 0 && !isLong(text);

const text = z.string().check(z.refine(isText, 'a text has 1 to 8,000 characters and is not blank'));

/** What the JSON of a value takes at most; by far cheaper than to write it. A character takes up to six bytes. */
const jsonBytesAtMost = (value: unknown): number => {
  if (typeof value === 'string') return 6 * value.length + 2;
  if (typeof value !== 'object' || value === null) return 24;
  let bytes = 2;
  for (const [key, inner] of Object.entries(value)) bytes += 6 * key.length + 4 + jsonBytesAtMost(inner);
  return bytes;
};

const utf8 = new TextEncoder();
const fits = (value: unknown): boolean =>
  jsonBytesAtMost(value) <= MESSAGE_BYTES || utf8.encode(JSON.stringify(value)).length <= MESSAGE_BYTES;

/** Of what is no message or amendment: is that because it is too much of one? Takes any JSON. */
export const isTooLarge = (value: unknown): boolean =>
  !fits(value) ||
  (typeof value === 'object' &&
    value !== null &&
    'text' in value &&
    typeof value.text === 'string' &&
    isLong(value.text));

/** Milliseconds since 1970. A device's clock may be wrong: this is what it said, not when the relay had it. */
const time = z.number().check(z.int(), z.nonnegative());

/** Where an attachment lies and what shows before it is there. */
const attachment = z.strictObject({
  id: z.string().check(z.regex(ID_PATTERN)),
  name: z.string().check(z.maxLength(255)),
  type: z.string().check(z.maxLength(127)),
  size: z.number().check(z.int(), z.nonnegative()),
});

/**
 * What a device appends to a segment's `messages`; never changed afterwards.
 * `kind: 'text'` is what people write.
 */
export const messageSchema = z
  .strictObject({
    id: id<MessageId>(),
    author: id<UserId>(),
    device: id<DeviceId>(),
    sentAt: time,
    kind: z.literal('text'),
    text,
    replyTo: z.optional(id<MessageId>()),
    thread: z.optional(id<MessageId>()),
    mentions: z.optional(z.array(id<UserId>()).check(z.maxLength(MENTIONS_PER_MESSAGE))),
    attachments: z.optional(z.array(attachment).check(z.maxLength(ATTACHMENTS_PER_MESSAGE))),
  })
  .check(z.refine(fits, 'a message has at most 48 kB'));
export type Message = z.infer<typeof messageSchema>;

/** A new text for a message, or its retraction: exactly one of the two. */
export const amendmentSchema = z
  .strictObject({
    id: id<AmendmentId>(),
    message: id<MessageId>(),
    author: id<UserId>(),
    device: id<DeviceId>(),
    at: time,
    text: z.optional(text),
    retract: z.optional(z.literal(true)),
  })
  .check(
    z.refine(
      (value) => (value.text === undefined) !== (value.retract === undefined),
      'either text or retract',
    ),
    z.refine(fits, 'an amendment has at most 48 kB'),
  );
export type Amendment = z.infer<typeof amendmentSchema>;
