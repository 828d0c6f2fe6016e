import { segmentName } from '@skein/shared/documents';
import { STEP_BYTES, STEP_INTERVAL_MS, STEP_UPDATES } from '@skein/shared/limits';
import { expect, test } from 'vitest';
import { grantOf, messageOf, ROOM, setStage } from './testing.ts';

/** Bob's words are being committed while Alice sends update after update. */
const busy = async () => {
  const stage = await setStage();
  const [alice, bob] = [stage.seat('alice'), stage.seat('bob')];
  for (const replica of [alice, bob]) await replica.until(({ received }) => received.length > 1);
  stage.journal().hold();
  bob.say('first');
  await stage.journal().untilHeld(1);
  return { ...stage, alice, bob };
};

test('ST12 a step takes so many updates of a document, and the next one the rest', async () => {
  const { alice, bob, journal } = await busy();
  const { reactions } = bob.segment;
  for (let count = 0; count <= STEP_UPDATES; count++) alice.segment.reactions.set(`m${count} alice 👍`, true);
  journal().release(1);
  await journal().untilHeld(1);
  journal().release(1);
  await bob.until(() => reactions.size > 0);
  expect(reactions.size).toBe(STEP_UPDATES);
  await journal().untilHeld(1);
  journal().release();
  await bob.until(() => reactions.size === STEP_UPDATES + 1);
});

test('ST12 and so many bytes', async () => {
  const { alice, bob, journal } = await busy();
  const lengths: number[] = [];
  alice.doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== alice) lengths.push(update.length);
  });
  const text = '🧵'.repeat(7_000);
  for (let bytes = 0; bytes <= STEP_BYTES; bytes = lengths.reduce((sum, length) => sum + length, 0))
    alice.segment.messages.push([messageOf('alice', text)]);
  alice.say('one more');
  journal().release(1);
  await journal().untilHeld(1);
  journal().release(1);
  await bob.until(({ segment }) => segment.messages.length > 1);
  expect(bob.texts()).not.toContain('one more');
  expect(bob.texts().filter((each) => each === text)).toHaveLength(lengths.length - 1);
  await journal().untilHeld(1);
  journal().release();
});

test('ST12 the next one begins STEP_INTERVAL_MS after the one before, and takes what came until then', async () => {
  const { relay, clock, journal } = await setStage({ stepInterval: STEP_INTERVAL_MS });
  const stamped: string[] = [];
  const says = async (text: string): Promise<void> => {
    await relay.post(ROOM, messageOf('alice', text), grantOf('alice'));
    stamped.push(text);
  };
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const rows = (): Promise<number> => journal().rows(segmentName(ROOM, 0));
  const before = await rows();
  const first = says('first');
  await settled();
  clock.advance(STEP_INTERVAL_MS - 1);
  const second = says('second');
  await settled();
  expect(stamped).toEqual([]);
  expect(await rows()).toBe(before);
  clock.advance(1);
  await Promise.all([first, second]);
  expect(await rows()).toBe(before + 1);
});
