import * as z from 'zod/mini';

/** RFC 9457. `reason` is a key of `REFUSALS`, `title` its sentence. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.optional(z.string()),
  reason: z.string(),
  /** The word of OAuth for it, where it has one. */
  error: z.optional(z.string()),
  retry: z.boolean(),
});
export type Problem = z.infer<typeof problemSchema>;
