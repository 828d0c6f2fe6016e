import type { RoomId, UserId } from '@skein/shared/ids';
import {
  INVITE_DAYS,
  INVITES_PER_PERSON,
  PEOPLE_FOUND,
  PEOPLE_PER_PERSON,
  ROOM_MEMBERS,
  ROOMS_PER_PERSON,
  SIGN_UPS_PER_INVITE,
} from '@skein/shared/limits';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { setStage } from '../relay/testing.ts';
import { openDatabase } from './database.ts';
import { createDirectory, type Directory } from './directory.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const ALICE = 'alice' as UserId;
const BOB = 'bob' as UserId;

/** A directory with so many strangers beside Alice and Bob, over a relay. */
const begin = async (
  strangers = 0,
): Promise<{
  readonly directory: Directory;
  readonly people: readonly UserId[];
  readonly passes: (ms: number) => void;
}> => {
  const { relay } = await setStage();
  const database = openDatabase(':memory:');
  onTestFinished(async () => {
    await relay.close();
    await database.destroy();
  });
  const people = Array.from({ length: strangers }, (_, index) => `stranger${index}` as UserId);
  await database.transaction().execute(async (transaction) => {
    for (const id of [ALICE, BOB, ...people])
      await sql`insert into "user" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt", "username")
        values (${id}, ${id}, ${id}, 0, '', '', ${id})`.execute(transaction);
  });
  let now = 1;
  return {
    directory: createDirectory(database, relay, () => now),
    people,
    passes: (ms) => {
      now += ms;
    },
  };
};

describe('as many as there may be, and one too many', { timeout: 60_000 }, () => {
  test('conversations of a person, whoever starts them', async () => {
    const { directory } = await begin();
    const { rooms, conversations, membership } = directory;
    for (let index = 1; index < ROOMS_PER_PERSON; index++)
      await rooms.addGroup({ id: `room${index}` as RoomId, title: 'x', history: 'all' }, [ALICE]);
    const last = await conversations.create(ALICE, { kind: 'group', title: 'Last', members: [BOB] });
    await expect(
      conversations.create(ALICE, { kind: 'group', title: 'x', members: [] }),
    ).rejects.toMatchObject({
      reason: 'too-many',
    });
    await expect(
      conversations.create(BOB, { kind: 'group', title: 'x', members: [ALICE] }),
    ).rejects.toMatchObject({
      reason: 'too-many',
    });
    await expect(conversations.direct(BOB, ALICE)).rejects.toMatchObject({ reason: 'too-many' });
    const ofBob = await conversations.create(BOB, { kind: 'group', title: 'x', members: [] });
    await expect(membership.add(ofBob.id as RoomId, BOB, ALICE)).rejects.toMatchObject({
      reason: 'too-many',
    });
    await membership.remove(last.id as RoomId, ALICE, ALICE);
    await conversations.direct(BOB, ALICE);
  });

  test('members of a group', async () => {
    const { directory, people } = await begin(ROOM_MEMBERS);
    const { conversations, membership } = directory;
    const [last, ...members] = people;
    const { id } = await conversations.create(ALICE, {
      kind: 'group',
      title: 'All',
      members: members.slice(1),
    });
    const room = id as RoomId;
    expect((await membership.add(room, ALICE, BOB)).members).toHaveLength(ROOM_MEMBERS);
    await expect(membership.add(room, ALICE, last as UserId)).rejects.toMatchObject({ reason: 'too-many' });
    await expect(
      conversations.create(ALICE, { kind: 'group', title: 'All', members: [...people] }),
    ).rejects.toMatchObject({ reason: 'too-many' });
  });

  test('invites of a person, until the first ones end', async () => {
    const { directory, passes } = await begin();
    const { invites } = directory;
    for (let count = 0; count < INVITES_PER_PERSON; count++) await invites.create(ALICE);
    await expect(invites.create(ALICE)).rejects.toMatchObject({ reason: 'too-many' });
    await invites.create(BOB);
    passes(INVITE_DAYS * DAY_MS - 1);
    await expect(invites.create(ALICE)).rejects.toMatchObject({ reason: 'too-many' });
    passes(1);
    await invites.create(ALICE);
  });

  test('days of an invite', async () => {
    const { directory, passes } = await begin();
    const { code } = await directory.invites.create(ALICE);
    passes(INVITE_DAYS * DAY_MS - 1);
    expect(await directory.invites.inviter(code)).toBe(ALICE);
    passes(1);
    await expect(directory.invites.inviter(code)).rejects.toMatchObject({ reason: 'not-found' });
    expect(await directory.invites.claimSignUp(code)).toBe(false);
  });

  test('accounts made with one invite', async () => {
    const { directory } = await begin();
    const { invites } = directory;
    const { code } = await invites.create(ALICE);
    for (let count = 0; count < SIGN_UPS_PER_INVITE; count++)
      expect(await invites.claimSignUp(code)).toBe(true);
    expect(await invites.claimSignUp(code)).toBe(false);
    await invites.releaseSignUp(code);
    expect(await invites.claimSignUp(code)).toBe(true);
  });

  test('people found', async () => {
    const { directory } = await begin(PEOPLE_FOUND + 1);
    expect(await directory.people.find('stranger', ALICE)).toHaveLength(PEOPLE_FOUND);
  });

  test('people whose names a person keeps, those of the newest conversations', async () => {
    const { directory, people } = await begin(PEOPLE_PER_PERSON);
    const { rooms } = directory;
    await rooms.addGroup({ id: 'old' as RoomId, title: 'x', history: 'all' }, [ALICE, BOB]);
    expect(await directory.people.around(ALICE)).toHaveLength(1);
    await rooms.addGroup({ id: 'new' as RoomId, title: 'x', history: 'all' }, [ALICE, ...people]);
    const known = await directory.people.around(ALICE);
    expect(known).toHaveLength(PEOPLE_PER_PERSON);
    expect(known.map(({ id }) => id)).not.toContain(BOB);
  });
});
