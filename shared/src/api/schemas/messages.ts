import * as z from 'zod/mini';
import { PAGE_SIZE } from '../../limits.ts';
import { messageSchema } from '../../message.ts';
import { count, id } from './values.ts';

export const pageQuerySchema = z.object({
  /** Only messages with a smaller `seq`. */
  before: z.optional(z.coerce.number().check(z.int(), z.nonnegative())),
  /** Only messages with a greater `seq`. */
  after: z.optional(z.coerce.number().check(z.int(), z.nonnegative())),
  limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(PAGE_SIZE))),
});

/** A stamped message as HTTP gives it: amendments applied, text empty when retracted. */
export const stampedMessageSchema = z.object({
  id,
  seq: count,
  /** Arrival at the relay, milliseconds since 1970. */
  at: count,
  author: id,
  sentAt: count,
  text: z.string(),
  edited: z.boolean(),
  retracted: z.boolean(),
  replyTo: z.optional(id),
});
export type StampedMessage = z.infer<typeof stampedMessageSchema>;
export const messagesSchema = z.object({ messages: z.array(stampedMessageSchema) });
export type Messages = z.infer<typeof messagesSchema>;

/** One of three questions: where this message stands, or the first one from this `seq` or arrival on. */
export const placeQuerySchema = z
  .object({
    message: z.optional(id),
    seq: z.optional(z.coerce.number().check(z.int(), z.nonnegative())),
    /** Milliseconds since 1970. */
    at: z.optional(z.coerce.number().check(z.int(), z.nonnegative())),
  })
  .check(
    z.refine(
      (query) => Object.values(query).filter((value) => value !== undefined).length === 1,
      'message, seq or at',
    ),
  );
export type PlaceQuery = z.infer<typeof placeQuerySchema>;
export const placeSchema = z.object({
  message: id,
  /** Index of the segment that holds it. */
  segment: count,
  seq: count,
  at: count,
});
export type Place = z.infer<typeof placeSchema>;

/** `id` makes the request idempotent: a repeat gets the first stamp. */
export const postMessageSchema = z.object({
  id,
  text: messageSchema.shape.text,
  sentAt: z.optional(count),
  replyTo: z.optional(id),
  mentions: messageSchema.shape.mentions as unknown as z.ZodMiniOptional<z.ZodMiniArray<typeof id>>,
});
export type PostMessage = z.infer<typeof postMessageSchema>;
export const postedSchema = z.object({ id, seq: count, at: count });
export type Posted = z.infer<typeof postedSchema>;
