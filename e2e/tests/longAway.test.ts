import { FRAME_BYTES, MESSAGE_TEXT_LENGTH } from '@skein/shared/limits';
import { expect, test, vi } from 'vitest';
import { opened, settles } from './devices/household.ts';
import { stage } from './devices/stage.ts';

/** A machine that is busy with all other tests takes its time. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

const { pair } = stage();

test('more than fits into one frame was composed offline: all of it arrives, once and in order', async () => {
  const { laptop, alice, bob, room } = await pair();
  const hers = await opened(alice, room);
  await hers.send('see you');
  await settles(hers, ['see you']);
  laptop.goOffline();
  const long = '🧵'.repeat(MESSAGE_TEXT_LENGTH - 10);
  const texts = ['see you'];
  for (let bytes = 0; bytes <= 1.5 * FRAME_BYTES; bytes += 2 * long.length) {
    const text = `${texts.length} ${long}`;
    await hers.send(text);
    texts.push(text);
  }
  laptop.goOnline();
  await settles(hers, texts);
  await settles(await opened(bob, room), texts);
  expect(texts.length).toBeGreaterThan(20);
});
