import type { AmendmentId, DeviceId, UserId } from '@skein/shared/ids';
import { PREVIEW_LENGTH } from '@skein/shared/limits';
import { expect, test, vi } from 'vitest';
import { grantOf, messageOf, ROOM, segmentRef, setStage, type Stage } from './testing.ts';

const everything = (): boolean => true;
const bob = 'bob' as UserId;

const post = async ({ relay }: Stage, user: string, text: string, mentions: string[] = []) => {
  const message = messageOf(user, text, { mentions: mentions as UserId[] });
  await relay.post(ROOM, message, grantOf(user));
  return message;
};

test('RD1 unread counts stamped messages of others after the read position', async () => {
  const stage = await setStage();
  for (const text of ['a', 'b', 'c']) await post(stage, 'alice', text);
  await post(stage, 'bob', 'mine');
  await post(stage, 'alice', 'for you', ['bob']);
  expect(await stage.relay.summary(ROOM, bob, everything)).toMatchObject({
    lastSeq: 5,
    readSeq: 0,
    unread: 4,
    mentions: 1,
    preview: { text: 'for you', author: 'alice', seq: 5 },
  });
});

test('RD1 the preview is the beginning of a long text, its characters whole', async () => {
  const stage = await setStage();
  const preview = async (text: string): Promise<string | undefined> => {
    await post(stage, 'alice', text);
    return (await stage.relay.summary(ROOM, bob, everything)).preview?.text;
  };
  expect(await preview('🧵'.repeat(PREVIEW_LENGTH))).toBe('🧵'.repeat(PREVIEW_LENGTH));
  expect(await preview(`x${'🧵'.repeat(PREVIEW_LENGTH)}`)).toBe(`x${'🧵'.repeat(PREVIEW_LENGTH - 1)}`);
});

test('RD2 a read position never decreases, whichever device moved it', async () => {
  const stage = await setStage();
  for (const text of ['a', 'b', 'c']) await post(stage, 'alice', text);
  const phone = stage.seat('bob');
  const laptop = stage.seat('bob', segmentRef(), { device: 'bob-laptop' as DeviceId });
  for (const replica of [phone, laptop]) await replica.until(({ segment }) => segment.stamps.size === 3);
  phone.segment.cursors.set('bob-phone', { user: bob, seq: 3 });
  await laptop.until(({ segment }) => segment.cursors.has('bob-phone'));
  laptop.segment.cursors.set('bob-laptop', { user: bob, seq: 1 });
  await phone.until(({ segment }) => segment.cursors.has('bob-laptop'));
  expect(await stage.relay.summary(ROOM, bob, everything)).toMatchObject({ readSeq: 3, unread: 0 });
  await stage.relay.close();
  const again = await setStage({ store: stage.store });
  expect(await again.relay.summary(ROOM, bob, everything)).toMatchObject({ readSeq: 3 });
});

test('RD3 a retracted message counts no more, in closed segments too and after a restart', async () => {
  const stage = await setStage();
  const alice = stage.seat('alice');
  const said = [alice.say('a'), alice.say('b')];
  await alice.untilStamped(said[1]!);
  await stage.relay.closeSegment(ROOM);
  await post(stage, 'alice', 'c');
  expect(await stage.relay.summary(ROOM, bob, everything)).toMatchObject({ unread: 3 });
  alice.segment.amendments.push([
    {
      id: 'a1' as AmendmentId,
      message: said[0]!.id,
      author: alice.grant.user,
      device: alice.grant.device,
      at: 1,
      retract: true,
    },
  ]);
  await alice.until(({ segment }) => segment.messages.length === 1);
  expect(await stage.relay.summary(ROOM, bob, everything)).toMatchObject({ unread: 2 });
  await stage.relay.close();
  const again = await setStage({ store: stage.store });
  expect(await again.relay.summary(ROOM, bob, everything)).toMatchObject({
    unread: 2,
    preview: { text: 'c' },
  });
});

test('RD4 what a person may not read is neither counted, nor previewed, nor given', async () => {
  const stage = await setStage();
  await post(stage, 'alice', 'before');
  const boundary = await stage.relay.closeSegment(ROOM);
  const sinceJoining = (firstSeq: number): boolean => firstSeq > boundary;
  expect(await stage.relay.summary(ROOM, bob, sinceJoining)).toMatchObject({ unread: 0 });
  expect((await stage.relay.summary(ROOM, bob, sinceJoining)).preview).toBeUndefined();
  await post(stage, 'alice', 'after');
  expect(await stage.relay.summary(ROOM, bob, sinceJoining)).toMatchObject({
    unread: 1,
    preview: { text: 'after' },
  });
  expect(await stage.relay.messages(ROOM, { limit: 10 }, sinceJoining)).toMatchObject([
    { seq: 2, text: 'after' },
  ]);
});

test('RD5 messages come by ascending seq over segments, in pages either way', async () => {
  const stage = await setStage();
  for (let i = 1; i <= 9; i++) {
    await post(stage, 'alice', `${i}`);
    if (i % 3 === 0) await stage.relay.closeSegment(ROOM);
  }
  const seqs = async (page: { before?: number; after?: number }): Promise<number[]> =>
    (await stage.relay.messages(ROOM, { ...page, limit: 4 }, everything)).map(({ seq }) => seq);
  expect(await seqs({})).toEqual([6, 7, 8, 9]);
  expect(await seqs({ before: 6 })).toEqual([2, 3, 4, 5]);
  expect(await seqs({ before: 2 })).toEqual([1]);
  expect(await seqs({ after: 0 })).toEqual([1, 2, 3, 4]);
  expect(await seqs({ after: 7 })).toEqual([8, 9]);
  expect(await seqs({ after: 9 })).toEqual([]);
  expect(await seqs({ after: 2, before: 5 })).toEqual([3, 4]);
});

test('RD5 a page between two bounds reads only what lies between them', async () => {
  const before = await setStage();
  for (let i = 1; i <= 5; i++) {
    await post(before, 'alice', `${i}`);
    await before.relay.closeSegment(ROOM);
  }
  await before.relay.close();
  const { relay, journal } = await setStage({ store: before.store });
  const read = vi.spyOn(journal(), 'read');
  expect(await relay.messages(ROOM, { after: 1, before: 3, limit: 100 }, everything)).toHaveLength(1);
  expect(read).toHaveBeenCalledTimes(1);
});

test('RD6 an edited message is given as it reads now', async () => {
  const stage = await setStage();
  const alice = stage.seat('alice');
  const message = alice.say('helo');
  await alice.untilStamped(message);
  alice.segment.amendments.push([
    {
      id: 'a1' as AmendmentId,
      message: message.id,
      author: alice.grant.user,
      device: alice.grant.device,
      at: 1,
      text: 'hello',
    },
  ]);
  const bobs = stage.seat('bob');
  await bobs.until(({ segment }) => segment.amendments.length === 1);
  expect(await stage.relay.messages(ROOM, { limit: 1 }, everything)).toMatchObject([
    { text: 'hello', edited: true },
  ]);
  expect(await stage.relay.summary(ROOM, bob, everything)).toMatchObject({ preview: { text: 'hello' } });
});

test('RD7 a room that is not there', async () => {
  const { relay } = await setStage();
  const nowhere = 'nowhere' as typeof ROOM;
  expect(await relay.chain(nowhere)).toBeUndefined();
  await expect(relay.summary(nowhere, bob, everything)).rejects.toMatchObject({ reason: 'document-unknown' });
  await expect(relay.closeSegment(nowhere)).rejects.toMatchObject({ reason: 'document-unknown' });
});

test('RD8 making a room twice makes it once', async () => {
  const stage = await setStage();
  await post(stage, 'alice', 'x');
  await stage.relay.createRoom(ROOM);
  expect((await stage.relay.chain(ROOM))?.lastSeq).toBe(1);
});

test('RD11 cursors of past devices go, and how far their person had read stays, for everybody', async () => {
  const stage = await setStage();
  for (const text of ['a', 'b', 'c']) await post(stage, 'alice', text);
  const [phone, laptop, tablet] = ['bob-phone', 'bob-laptop', 'bob-tablet'] as [DeviceId, DeviceId, DeviceId];
  const devices = new Set([phone, laptop, tablet]);
  const alice = stage.seat('alice');
  for (const [device, seq] of [
    [phone, 1],
    [laptop, 3],
    [tablet, 2],
  ] as const) {
    const replica = stage.seat('bob', segmentRef(), { device, devices });
    await replica.until(({ segment }) => segment.stamps.size === 3);
    replica.segment.cursors.set(device, { user: bob, seq });
  }
  await alice.until(({ segment }) => segment.cursors.size === 3);
  await stage.relay.keepCursors(ROOM, bob, new Set([phone, tablet]));

  await alice.until(({ segment }) => segment.cursors.size === 2);
  expect(alice.segment.cursors.toJSON()).toEqual({
    [phone]: { user: bob, seq: 1 },
    [tablet]: { user: bob, seq: 3 },
  });
  await stage.relay.keepCursors(ROOM, bob, new Set());

  await alice.until(({ segment }) => segment.cursors.size === 1);
  expect(alice.segment.cursors.toJSON()).toEqual({ [tablet]: { user: bob, seq: 3 } });
  const fresh = 'bob-fresh' as DeviceId;
  await stage.relay.keepCursors(ROOM, bob, new Set([fresh]));
  await alice.until(({ segment }) => segment.cursors.has(fresh));
  expect(alice.segment.cursors.toJSON()).toEqual({ [fresh]: { user: bob, seq: 3 } });
  expect(await stage.relay.summary(ROOM, bob, everything)).toMatchObject({ readSeq: 3 });
});
