import { STEP_BYTES, STEP_UPDATES } from '@skein/shared/limits';
import { expect, test } from 'vitest';
import { messageOf, setStage } from './testing.ts';

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
