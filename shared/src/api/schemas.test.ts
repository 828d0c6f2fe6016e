import { describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import {
  DEVICE_NAME_LENGTH,
  EMAIL_LENGTH,
  NAME_LENGTH,
  PAGE_SIZE,
  PASSWORD_LENGTH,
  PASSWORD_MIN_LENGTH,
  PEOPLE_QUERY_MIN_LENGTH,
  ROOM_MEMBERS,
  ROOM_TITLE_LENGTH,
  SEARCH_QUERY_LENGTH,
  USERNAME_LENGTH,
  USERNAME_MIN_LENGTH,
} from '../limits.ts';
import {
  createRoomSchema,
  pageQuerySchema,
  peopleQuerySchema,
  renameRoomSchema,
  searchQuerySchema,
  signInSchema,
  signUpSchema,
} from './schemas.ts';

const device = { name: 'laptop', kind: 'main' };
const account = {
  name: 'Alice',
  username: 'alice',
  email: 'alice@example.org',
  password: 'correct horse battery',
  device,
};
const credentials = { identifier: 'alice', password: 'correct horse battery', device };
const group = { kind: 'group', title: 'Climbing', members: [] };

const chars = (length: number): string => 'a'.repeat(length);

/** An address of so many characters, its parts within what mail allows. */
const address = (length: number): string => {
  const labels = '.bcdefghijklmnopqrstuvwxyz'.repeat(9);
  const start = `${chars(64)}@a`;
  return `${start}${labels.slice(0, length - start.length - 4)}.org`;
};

/** The shortest or longest that is taken; one less or more is `request-invalid`. */
const bounds: readonly (readonly [
  string,
  'least' | 'most',
  number,
  z.ZodMiniType,
  (size: number) => unknown,
])[] = [
  ['name', 'most', NAME_LENGTH, signUpSchema, (size) => ({ ...account, name: chars(size) })],
  ['username', 'least', USERNAME_MIN_LENGTH, signUpSchema, (size) => ({ ...account, username: chars(size) })],
  ['username', 'most', USERNAME_LENGTH, signUpSchema, (size) => ({ ...account, username: chars(size) })],
  ['password', 'least', PASSWORD_MIN_LENGTH, signUpSchema, (size) => ({ ...account, password: chars(size) })],
  ['password', 'most', PASSWORD_LENGTH, signUpSchema, (size) => ({ ...account, password: chars(size) })],
  ['e-mail address', 'most', EMAIL_LENGTH, signUpSchema, (size) => ({ ...account, email: address(size) })],
  ['identifier', 'most', EMAIL_LENGTH, signInSchema, (size) => ({ ...credentials, identifier: chars(size) })],
  [
    'password to sign in',
    'most',
    PASSWORD_LENGTH,
    signInSchema,
    (size) => ({ ...credentials, password: chars(size) }),
  ],
  [
    'name of a device',
    'most',
    DEVICE_NAME_LENGTH,
    signUpSchema,
    (size) => ({ ...account, device: { ...device, name: chars(size) } }),
  ],
  ['title', 'most', ROOM_TITLE_LENGTH, createRoomSchema, (size) => ({ ...group, title: chars(size) })],
  ['new title', 'most', ROOM_TITLE_LENGTH, renameRoomSchema, (size) => ({ title: chars(size) })],
  [
    'list of members beside the owner',
    'most',
    ROOM_MEMBERS - 1,
    createRoomSchema,
    (size) => ({ ...group, members: Array.from({ length: size }, (_, index) => `person${index}`) }),
  ],
  ['query for people', 'least', PEOPLE_QUERY_MIN_LENGTH, peopleQuerySchema, (size) => ({ q: chars(size) })],
  ['query for people', 'most', NAME_LENGTH, peopleQuerySchema, (size) => ({ q: chars(size) })],
  ['query for messages', 'most', SEARCH_QUERY_LENGTH, searchQuerySchema, (size) => ({ q: chars(size) })],
  ['page', 'most', PAGE_SIZE, pageQuerySchema, (size) => ({ limit: `${size}` })],
];

describe('what a request may say', () => {
  test.each(bounds)('%s: %s %i', (_, end, bound, schema, of) => {
    expect(schema.safeParse(of(bound)).error?.issues).toBeUndefined();
    expect(schema.safeParse(of(end === 'most' ? bound + 1 : bound - 1)).success).toBe(false);
  });
});
