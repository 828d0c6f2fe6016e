import * as z from 'zod/mini';
import { signInDevice } from './devices.ts';
import { count } from './values.ts';

/** RFC 8628 in its own words: a device asks for a code, and for its sign-in until another device has answered. */
export const startLinkSchema = z.object({ device: signInDevice });
export const startedLinkSchema = z.object({
  /** Secret: whoever shows it is signed in. */
  device_code: z.string(),
  /** For a person to read and type. */
  user_code: z.string(),
  verification_uri: z.string(),
  verification_uri_complete: z.string(),
  /** Seconds. */
  expires_in: count,
  /** Seconds from one answer to the next question. */
  interval: count,
});
export type StartedLink = z.infer<typeof startedLinkSchema>;
export const claimLinkSchema = z.object({
  grant_type: z.literal('urn:ietf:params:oauth:grant-type:device_code'),
  device_code: z.string().check(z.maxLength(64)),
});

/** What the one who is asked to let a device in can know about it; all but the address is as the device says. */
export const linkRequestSchema = z.object({
  code: z.string(),
  device: signInDevice,
  /** Its `User-Agent`. */
  browser: z.string(),
  address: z.string(),
  askedAt: count,
  expiresAt: count,
});
export type LinkRequest = z.infer<typeof linkRequestSchema>;
