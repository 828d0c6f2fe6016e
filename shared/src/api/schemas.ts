import * as z from 'zod/mini';
import { ID_PATTERN } from '../ids.ts';
import {
  DEVICE_NAME_LENGTH,
  EMAIL_LENGTH,
  NAME_LENGTH,
  PAGE_SIZE,
  PASSWORD_LENGTH,
  PASSWORD_MIN_LENGTH,
  PEOPLE_QUERY_MIN_LENGTH,
  RETURNED_PER_PERSON,
  ROOM_MEMBERS,
  ROOM_TITLE_LENGTH,
  SEARCH_QUERY_LENGTH,
  USERNAME_LENGTH,
  USERNAME_MIN_LENGTH,
} from '../limits.ts';
import { messageSchema } from '../message.ts';
import { isRefusal } from '../refusals.ts';

/** The HTTP contract: the relay checks what comes in with these, the client what it sends, OpenAPI is made of them. */

const id = z.string().check(z.regex(ID_PATTERN));
const count = z.int().check(z.nonnegative());
const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(NAME_LENGTH));
const email = z.email().check(z.maxLength(EMAIL_LENGTH));

const usernameSchema = z
  .string()
  .check(z.minLength(USERNAME_MIN_LENGTH), z.maxLength(USERNAME_LENGTH), z.regex(/^[a-zA-Z0-9_.]+$/));
const passwordSchema = z.string().check(z.minLength(PASSWORD_MIN_LENGTH), z.maxLength(PASSWORD_LENGTH));
const deviceName = z.string().check(z.trim(), z.minLength(1), z.maxLength(DEVICE_NAME_LENGTH));
const deviceKind = z.enum(['main', 'sub']);

/** The device that signs in: what its person will see in the list of devices. */
const device = z.object({ name: deviceName, kind: deviceKind });

export const signUpSchema = z.object({
  name,
  username: usernameSchema,
  email,
  password: passwordSchema,
  device,
  /** The code of an invite link. */
  invite: z.optional(z.string().check(z.maxLength(64))),
});
export type SignUp = z.infer<typeof signUpSchema>;

export const signInSchema = z.object({
  /** Username or e-mail address. */
  identifier: z.string().check(z.minLength(1), z.maxLength(EMAIL_LENGTH)),
  password: z.string().check(z.minLength(1), z.maxLength(PASSWORD_LENGTH)),
  device,
});
export type SignIn = z.infer<typeof signInSchema>;

/** RFC 8628 in its own words: a device asks for a code, and for its sign-in until another device has answered. */
export const startLinkSchema = z.object({ device });
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
  device,
  /** Its `User-Agent`. */
  browser: z.string(),
  address: z.string(),
  askedAt: count,
  expiresAt: count,
});
export type LinkRequest = z.infer<typeof linkRequestSchema>;

const personSchema = z.object({
  id,
  name: z.string(),
  /** Empty when the account was deleted. */
  username: z.string(),
  deleted: z.optional(z.literal(true)),
});
export type Person = z.infer<typeof personSchema>;

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

export const peopleQuerySchema = z.object({
  q: z.string().check(z.trim(), z.minLength(PEOPLE_QUERY_MIN_LENGTH), z.maxLength(NAME_LENGTH)),
});
export const peopleSchema = z.object({ people: z.array(personSchema) });
export type People = z.infer<typeof peopleSchema>;

const historySchema = z.enum(['from-joining', 'all']);

export const createRoomSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('group'),
    title: z.string().check(z.trim(), z.minLength(1), z.maxLength(ROOM_TITLE_LENGTH)),
    members: z.array(id).check(z.maxLength(ROOM_MEMBERS - 1)),
    /** May those who join later read what was before? */
    history: z.optional(historySchema),
  }),
  z.object({ kind: z.literal('direct'), with: id }),
]);
export type CreateRoom = z.infer<typeof createRoomSchema>;

const memberSchema = z.object({
  ...personSchema.shape,
  role: z.enum(['owner', 'member']),
  joinedSeq: count,
});
export type Member = z.infer<typeof memberSchema>;

export const roomSchema = z.object({
  id,
  kind: z.enum(['direct', 'group']),
  title: z.string(),
  /** Index of the open segment. */
  head: count,
  lastSeq: count,
  members: z.array(memberSchema),
});
export type Room = z.infer<typeof roomSchema>;
export const roomsSchema = z.object({ rooms: z.array(roomSchema) });

export const renameRoomSchema = z.object({
  title: z.string().check(z.trim(), z.minLength(1), z.maxLength(ROOM_TITLE_LENGTH)),
});
export const addMemberSchema = z.object({ user: id });

export const pageQuerySchema = z.object({
  /** Only messages with a smaller `seq`. */
  before: z.optional(z.coerce.number().check(z.int(), z.nonnegative())),
  /** Only messages with a greater `seq`. */
  after: z.optional(z.coerce.number().check(z.int(), z.nonnegative())),
  limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(PAGE_SIZE))),
});

/** A stamped message as HTTP gives it: amendments applied, text empty when retracted. */
const stampedMessageSchema = z.object({
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

const deviceSchema = z.object({
  id,
  name: z.string(),
  kind: deviceKind,
  lastSeen: count,
  /** The device that let this one in. */
  linkedBy: z.optional(id),
  current: z.boolean(),
});
export const devicesSchema = z.object({ devices: z.array(deviceSchema) });
export type Devices = z.infer<typeof devicesSchema>;
export const changeDeviceSchema = z.object({ name: z.optional(deviceName), kind: z.optional(deviceKind) });

/** What a device that was signed out elsewhere had not sent: it becomes its person's returned mail. */
export const handInSchema = z.object({
  device: id,
  returned: z
    .array(
      z.object({
        id,
        room: id,
        text: z.string(),
        reason: z.string().check(z.refine(isRefusal, 'a reason out of the table')),
        sentAt: count,
        replyTo: z.optional(id),
      }),
    )
    .check(z.maxLength(RETURNED_PER_PERSON)),
});
export type HandIn = z.infer<typeof handInSchema>;

export const inviteSchema = z.object({ code: z.string(), url: z.string(), expiresAt: count });
export type Invite = z.infer<typeof inviteSchema>;
/** What the person who opens an invite link sees first. */
export const inviteInfoSchema = z.object({ from: personSchema });
export type InviteInfo = z.infer<typeof inviteInfoSchema>;

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
