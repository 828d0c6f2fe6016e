import type * as z from 'zod/mini';
import { HANDED_IN_BYTES } from '../limits.ts';
import * as schemas from './schemas.ts';

/** One row per endpoint: what it takes, what it gives. `:room` and such are ids in the path. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: `/api/${string}`;
  readonly summary: string;
  /**
   * 'public' needs nobody; 'session' needs the cookie or a bearer token; 'served' needs also a main device of the same
   * person where the relay requires one; 'cookie' takes no token for it; 'ended' needs the cookie of a device that was
   * signed out.
   */
  readonly access: 'public' | 'session' | 'served' | 'cookie' | 'ended';
  readonly query?: z.ZodMiniType;
  readonly body?: z.ZodMiniType;
  /** Where a body may be larger than `HTTP_BODY_BYTES`. */
  readonly bodyBytes?: number;
  /** Absent: 204, no content, or a file. */
  readonly answer?: z.ZodMiniType;
  /** The media type of the file that is the answer. */
  readonly file?: string;
}

const endpoint = <const E extends Endpoint>(row: E): E => row;

export const endpoints = {
  serverInfo: endpoint({
    method: 'GET',
    path: '/api/server',
    summary: 'What this relay offers',
    access: 'public',
    answer: schemas.serverInfoSchema,
  }),
  signUp: endpoint({
    method: 'POST',
    path: '/api/auth/sign-up',
    summary: 'Make an account and sign in',
    access: 'public',
    body: schemas.signUpSchema,
    answer: schemas.sessionSchema,
  }),
  signIn: endpoint({
    method: 'POST',
    path: '/api/auth/sign-in',
    summary: 'Sign in with username or e-mail address',
    access: 'public',
    body: schemas.signInSchema,
    answer: schemas.sessionSchema,
  }),
  startLink: endpoint({
    method: 'POST',
    path: '/api/auth/device/code',
    summary: 'Ask to be let in by a device that is signed in (RFC 8628)',
    access: 'public',
    body: schemas.startLinkSchema,
    answer: schemas.startedLinkSchema,
  }),
  claimLink: endpoint({
    method: 'POST',
    path: '/api/auth/device/token',
    summary: 'Sign in with the code of a device that was let in (RFC 8628)',
    access: 'public',
    body: schemas.claimLinkSchema,
    answer: schemas.sessionSchema,
  }),
  link: endpoint({
    method: 'GET',
    path: '/api/links/:code',
    summary: 'Which device asks to be let in',
    // Whoever lets a device in does it in the app: no token that somebody caught is good for it.
    access: 'cookie',
    answer: schemas.linkRequestSchema,
  }),
  approveLink: endpoint({
    method: 'POST',
    path: '/api/links/:code/approve',
    summary: 'Let a device in as one of mine',
    access: 'cookie',
  }),
  denyLink: endpoint({
    method: 'POST',
    path: '/api/links/:code/deny',
    summary: 'Do not let a device in',
    access: 'cookie',
  }),
  signOut: endpoint({
    method: 'POST',
    path: '/api/auth/sign-out',
    summary: 'End this session and its device',
    access: 'session',
  }),
  token: endpoint({
    method: 'POST',
    path: '/api/auth/token',
    summary: 'A short-lived JWT for /sync',
    // A token that somebody caught must not live on by renewing itself.
    access: 'cookie',
    answer: schemas.tokenSchema,
  }),
  deleteAccount: endpoint({
    method: 'POST',
    path: '/api/account/delete',
    summary: 'Delete the account for good; the password has to be given once more',
    // A token that somebody caught is not enough, whatever else is known.
    access: 'cookie',
    body: schemas.deleteAccountSchema,
  }),
  session: endpoint({
    method: 'GET',
    path: '/api/session',
    summary: 'Who is signed in here',
    access: 'session',
    answer: schemas.sessionSchema,
  }),
  people: endpoint({
    method: 'GET',
    path: '/api/people',
    summary: 'Find people by name or username',
    access: 'session',
    query: schemas.peopleQuerySchema,
    answer: schemas.peopleSchema,
  }),
  rooms: endpoint({
    method: 'GET',
    path: '/api/rooms',
    summary: 'My conversations',
    access: 'served',
    answer: schemas.roomsSchema,
  }),
  createRoom: endpoint({
    method: 'POST',
    path: '/api/rooms',
    summary: 'Start a group, or get the direct conversation with somebody',
    access: 'served',
    body: schemas.createRoomSchema,
    answer: schemas.roomSchema,
  }),
  room: endpoint({
    method: 'GET',
    path: '/api/rooms/:room',
    summary: 'One conversation',
    access: 'served',
    answer: schemas.roomSchema,
  }),
  renameRoom: endpoint({
    method: 'PATCH',
    path: '/api/rooms/:room',
    summary: 'Give a group another title',
    access: 'served',
    body: schemas.renameRoomSchema,
    answer: schemas.roomSchema,
  }),
  addMember: endpoint({
    method: 'POST',
    path: '/api/rooms/:room/members',
    summary: 'Add somebody to a group',
    access: 'served',
    body: schemas.addMemberSchema,
    answer: schemas.roomSchema,
  }),
  removeMember: endpoint({
    method: 'DELETE',
    path: '/api/rooms/:room/members/:user',
    summary: 'Remove somebody from a group, or leave it',
    access: 'served',
  }),
  messages: endpoint({
    method: 'GET',
    path: '/api/rooms/:room/messages',
    summary: 'Stamped messages by seq',
    access: 'served',
    query: schemas.pageQuerySchema,
    answer: schemas.messagesSchema,
  }),
  place: endpoint({
    method: 'GET',
    path: '/api/rooms/:room/place',
    summary: 'Where a message stands in the chain, or the first one from a seq or time on',
    access: 'served',
    query: schemas.placeQuerySchema,
    answer: schemas.placeSchema,
  }),
  postMessage: endpoint({
    method: 'POST',
    path: '/api/rooms/:room/messages',
    summary: 'Send a message',
    access: 'served',
    body: schemas.postMessageSchema,
    answer: schemas.postedSchema,
  }),
  search: endpoint({
    method: 'GET',
    path: '/api/search',
    summary: 'Messages by words, conversation, author, date, links and files',
    access: 'served',
    query: schemas.searchQuerySchema,
    answer: schemas.foundMessagesSchema,
  }),
  exportAll: endpoint({
    method: 'GET',
    path: '/api/export',
    summary: 'All conversations and personal data, as JSON and as pages to read',
    access: 'served',
    query: schemas.exportQuerySchema,
    file: 'application/zip',
  }),
  devices: endpoint({
    method: 'GET',
    path: '/api/devices',
    summary: 'My signed-in devices',
    access: 'session',
    answer: schemas.devicesSchema,
  }),
  changeDevice: endpoint({
    method: 'PATCH',
    path: '/api/devices/:device',
    summary: 'Rename a device, or say whether it keeps everything',
    access: 'session',
    body: schemas.changeDeviceSchema,
  }),
  signOutDevice: endpoint({
    method: 'DELETE',
    path: '/api/devices/:device',
    summary: 'Sign a device out',
    access: 'session',
  }),
  handIn: endpoint({
    method: 'POST',
    path: '/api/devices/returned',
    summary: 'What a device that was signed out elsewhere had not sent, into the returned mail; once',
    access: 'ended',
    body: schemas.handInSchema,
    bodyBytes: HANDED_IN_BYTES,
  }),
  signOutOthers: endpoint({
    method: 'DELETE',
    path: '/api/devices',
    summary: 'Sign out all my devices but this one',
    access: 'session',
  }),
  createInvite: endpoint({
    method: 'POST',
    path: '/api/invites',
    summary: 'A link for a friend who is not here yet',
    access: 'session',
    answer: schemas.inviteSchema,
  }),
  invite: endpoint({
    method: 'GET',
    path: '/api/invites/:code',
    summary: 'Who sent this invite',
    access: 'public',
    answer: schemas.inviteInfoSchema,
  }),
  acceptInvite: endpoint({
    method: 'POST',
    path: '/api/invites/:code/accept',
    summary: 'Open the direct conversation with whoever sent this invite',
    access: 'served',
    answer: schemas.roomSchema,
  }),
} as const;
export type EndpointName = keyof typeof endpoints;
