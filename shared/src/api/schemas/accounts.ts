import * as z from 'zod/mini';
import {
  EMAIL_LENGTH,
  NAME_LENGTH,
  PASSWORD_LENGTH,
  PASSWORD_MIN_LENGTH,
  USERNAME_LENGTH,
  USERNAME_MIN_LENGTH,
} from '../../limits.ts';
import { deviceKind, signInDevice } from './devices.ts';
import { personSchema } from './people.ts';
import { count, id } from './values.ts';

const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(NAME_LENGTH));
const email = z.email().check(z.maxLength(EMAIL_LENGTH));

const usernameSchema = z
  .string()
  .check(z.minLength(USERNAME_MIN_LENGTH), z.maxLength(USERNAME_LENGTH), z.regex(/^[a-zA-Z0-9_.]+$/));
const passwordSchema = z.string().check(z.minLength(PASSWORD_MIN_LENGTH), z.maxLength(PASSWORD_LENGTH));

export const signUpSchema = z.object({
  name,
  username: usernameSchema,
  email,
  password: passwordSchema,
  device: signInDevice,
  /** The code of an invite link. */
  invite: z.optional(z.string().check(z.maxLength(64))),
});
export type SignUp = z.infer<typeof signUpSchema>;

export const signInSchema = z.object({
  /** Username or e-mail address. */
  identifier: z.string().check(z.minLength(1), z.maxLength(EMAIL_LENGTH)),
  password: z.string().check(z.minLength(1), z.maxLength(PASSWORD_LENGTH)),
  device: signInDevice,
});
export type SignIn = z.infer<typeof signInSchema>;

/** The answer to signing up, signing in and `GET /api/session`. The session itself is an http-only cookie. */
export const sessionSchema = z.object({
  user: personSchema,
  device: z.object({ id, name: z.string(), kind: deviceKind }),
  /** Index of the person's open user document. */
  userDocument: count,
});
export type Session = z.infer<typeof sessionSchema>;

export const deleteAccountSchema = z.object({
  password: z.string().check(z.minLength(1), z.maxLength(PASSWORD_LENGTH)),
});

/** `POST /api/auth/token`: a JWT for `/sync` and `Authorization: Bearer`. */
export const tokenSchema = z.object({ token: z.string(), expiresAt: count });
export type Token = z.infer<typeof tokenSchema>;

/** What a page needs before anybody is signed in. */
export const serverInfoSchema = z.object({
  signUp: z.enum(['open', 'invite', 'closed']),
  version: z.string(),
});
export type ServerInfo = z.infer<typeof serverInfoSchema>;
