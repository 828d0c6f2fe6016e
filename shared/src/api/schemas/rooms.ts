import * as z from 'zod/mini';
import { ROOM_MEMBERS, ROOM_TITLE_LENGTH } from '../../limits.ts';
import { personSchema } from './people.ts';
import { count, id } from './values.ts';

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
