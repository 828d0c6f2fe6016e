import * as z from 'zod/mini';

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** In which time zone times are written on pages; UTC without. */
export const exportQuerySchema = z.object({
  timeZone: z.optional(z.string().check(z.maxLength(64), z.refine(isTimeZone, 'no time zone'))),
});
