import * as z from 'zod/mini';
import { PAGE_SIZE, SEARCH_QUERY_LENGTH } from '../../limits.ts';
import { stampedMessageSchema } from './messages.ts';
import { count, id } from './values.ts';

/** What `GET /api/search` takes: words, what narrows them, or only the latter. */
export const searchQuerySchema = z.object({
  q: z.optional(z.string().check(z.trim(), z.maxLength(SEARCH_QUERY_LENGTH))),
  room: z.optional(id),
  author: z.optional(id),
  /** Arrived before, or at and after, milliseconds since 1970. */
  before: z.optional(z.coerce.number().check(z.int(), z.nonnegative())),
  after: z.optional(z.coerce.number().check(z.int(), z.nonnegative())),
  has: z.optional(z.enum(['link', 'file'])),
  limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(PAGE_SIZE))),
});
export type SearchQuery = z.infer<typeof searchQuerySchema>;

/** Newest first; `more` when the limit left some out: ask again with `before` of the last one. */
export const foundMessagesSchema = z.object({
  found: z.array(
    z.object({
      room: id,
      /** Index of the segment that holds it. */
      segment: count,
      message: stampedMessageSchema,
    }),
  ),
  more: z.boolean(),
  /** The relay is still reading old history: later there may be more. */
  building: z.optional(z.literal(true)),
});
export type FoundMessages = z.infer<typeof foundMessagesSchema>;
