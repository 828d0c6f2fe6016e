import { FRAME_BYTES, MESSAGE_TEXT_LENGTH } from '@skein/shared/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Browser, opened, Relay, settles } from './devices/household.ts';

/** A machine that is busy with all other tests takes its time. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

let relay: Relay;
const browsers: Browser[] = [];

beforeEach(async () => {
  relay = new Relay();
  await relay.start();
});

afterEach(async () => {
  await Promise.all(browsers.splice(0).map((browser) => browser.close()));
  await relay.remove();
});

const browser = (): Browser => {
  const created = new Browser(relay);
  browsers.push(created);
  return created;
};

test('more than fits into one frame was composed offline: all of it arrives, once and in order', async () => {
  const [laptop, desktop] = [browser(), browser()];
  const alice = await laptop.signUp('alice');
  const bob = await desktop.signUp('bob');
  const room = await alice.startDirect(bob.user.id);
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
