import { segmentName } from '@skein/shared/documents';
import type { AmendmentId } from '@skein/shared/ids';
import { userDocumentOf } from '@skein/shared/userDocument';
import { expect, test } from 'vitest';
import { grantOf, messageOf, ROOM, segmentRef, setStage, userRef } from './testing.ts';

const policy = ({ text }: { text?: string | undefined }): 'word-refused' | undefined =>
  text?.includes('darn') ? 'word-refused' : undefined;

const holds = (frames: readonly Uint8Array[], text: string): boolean =>
  frames.some((frame) => Buffer.from(frame).includes(text));

test('RT1 what policy refuses is in no frame to anybody and in no row of the room, and comes back to its sender', async () => {
  const { seat, journal } = await setStage({ policy });
  const alice = seat('alice');
  const bob = seat('bob');
  const bad = alice.say('darn it');
  const good = alice.say('fine');
  await bob.untilStamped(good);
  await alice.until(({ segment }) => segment.messages.length === 1);
  expect(bob.texts()).toEqual(['fine']);
  expect(bob.segment.stamps.get(good.id)?.seq).toBe(1);
  expect(bob.segment.stamps.has(bad.id)).toBe(false);
  expect(holds([...bob.received, ...alice.received], 'darn')).toBe(false);
  expect(holds(await journal().read(segmentName(ROOM, 0)), 'darn')).toBe(false);

  const own = seat('alice', userRef('alice'));
  const { returned } = userDocumentOf(own.doc);
  await own.until(() => returned.size === 1);
  expect(returned.get(bad.id)).toMatchObject({
    room: ROOM,
    text: 'darn it',
    reason: 'word-refused',
    sentAt: 1_000,
  });
});

test('RT2 what is returned is committed with the erasure, not after it', async () => {
  const { seat, journal } = await setStage({ policy });
  const alice = seat('alice');
  const own = seat('alice', userRef('alice'));
  await alice.until(({ received }) => received.length > 1);
  journal().hold();
  const bad = alice.say('darn');
  await journal().untilHeld(1);
  journal().release(1);
  await alice.until(({ segment }) => segment.messages.length === 0);
  journal().crash();
  expect(own.closed?.reason).toBe('document-unknown');
  expect(bad.text).toBe('darn');
});

test('RT3 an edit does not get around policy', async () => {
  const { seat } = await setStage({ policy });
  const alice = seat('alice');
  const bob = seat('bob');
  const message = alice.say('nice');
  await bob.untilStamped(message);
  alice.segment.amendments.push([
    {
      id: 'a1' as AmendmentId,
      message: message.id,
      author: alice.grant.user,
      device: alice.grant.device,
      at: 7,
      text: 'darn',
    },
  ]);
  await alice.until(({ segment }) => segment.amendments.length === 0);
  expect(holds(bob.received, 'darn')).toBe(false);
  const own = seat('alice', userRef('alice'));
  const { returned } = userDocumentOf(own.doc);
  await own.until(() => returned.size === 1);
  expect(returned.get('a1')).toMatchObject({ text: 'darn', sentAt: 7 });
});

test('RT4 a post that policy refuses is answered with the reason', async () => {
  const { relay } = await setStage({ policy });
  await expect(relay.post(ROOM, messageOf('alice', 'darn'), grantOf('alice'))).rejects.toMatchObject({
    reason: 'word-refused',
  });
});

test('RT5 a late message that policy refuses is returned, not carried forward', async () => {
  const { seat, relay } = await setStage({ policy });
  const alice = seat('alice');
  await alice.untilStamped(alice.say('x'));
  await relay.closeSegment(ROOM);
  alice.say('darn');
  await alice.until(({ segment }) => segment.messages.length === 1);
  const next = seat('bob', segmentRef(1));
  await next.untilStamped(next.say('y'));
  expect(next.texts()).toEqual(['y']);
});
