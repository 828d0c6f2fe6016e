import * as z from 'zod/mini';
import { NAME_LENGTH, PEOPLE_QUERY_MIN_LENGTH } from '../../limits.ts';
import { count, id } from './values.ts';

export const personSchema = z.object({
  id,
  name: z.string(),
  /** Empty when the account was deleted. */
  username: z.string(),
  deleted: z.optional(z.literal(true)),
});
export type Person = z.infer<typeof personSchema>;

export const peopleQuerySchema = z.object({
  q: z.string().check(z.trim(), z.minLength(PEOPLE_QUERY_MIN_LENGTH), z.maxLength(NAME_LENGTH)),
});
export const peopleSchema = z.object({ people: z.array(personSchema) });
export type People = z.infer<typeof peopleSchema>;

export const inviteSchema = z.object({ code: z.string(), url: z.string(), expiresAt: count });
export type Invite = z.infer<typeof inviteSchema>;
/** What the person who opens an invite link sees first. */
export const inviteInfoSchema = z.object({ from: personSchema });
export type InviteInfo = z.infer<typeof inviteInfoSchema>;
