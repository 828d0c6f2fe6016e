import { FRAME_BYTES, WAITING_BYTES, WAITING_FRAMES } from '@skein/shared/limits';
import { expect, test } from 'vitest';
import * as messages from './messages.ts';
import { grantOf, messageOf, Replica, ROOM, setStage } from './testing.ts';

const rate = { perSecond: 1, burst: 5 };

test('RA1 a flush after hours offline is taken whole, and what comes next waits until the debt is paid', async () => {
  const { seat, relay, clock } = await setStage({ rate });
  const bob = seat('bob');
  const alice = new Replica(relay, grantOf('alice'));
  for (let i = 0; i < 20; i++) alice.say(`${i}`);
  alice.connect();
  await bob.until(({ segment }) => segment.stamps.size === 20);
  const next = alice.say('next');
  await alice.untilStamped(bob.say('others are not kept waiting'));
  expect(bob.segment.stamps.has(next.id)).toBe(false);
  clock.advance(15_000);
  await alice.untilStamped(bob.say('still in debt'));
  expect(bob.segment.stamps.has(next.id)).toBe(false);
  clock.advance(2_000);
  await bob.untilStamped(next);
  expect(alice.closed).toBeUndefined();
});

test('RA2 what waits is bounded', async () => {
  const { seat } = await setStage({ rate });
  const alice = seat('alice');
  for (let i = 0; i < WAITING_FRAMES + 10; i++) alice.say(`${i}`);
  await alice.untilClosed();
  expect(alice.closed?.reason).toBe('too-fast');
});

test('RA2 what waits is bounded in bytes too, by however many channels it came', async () => {
  const { seat, relay } = await setStage({ rate });
  const flush = new Replica(relay, grantOf('alice'));
  for (let i = 0; i < 20; i++) flush.say(`${i}`);
  flush.connect();
  await flush.until(({ segment }) => segment.stamps.size === 20);
  const update = messages.update(new Uint8Array(FRAME_BYTES));
  for (let bytes = 0; bytes <= WAITING_BYTES; bytes += FRAME_BYTES) {
    const visitor = seat('alice');
    await visitor.until(({ segment }) => segment.stamps.size >= 20);
    visitor.sendRaw(update);
    if (visitor.closed) expect(visitor.closed.reason).toBe('too-fast');
    else visitor.disconnect();
    // The step that takes somebody else's words has taken hers.
    const other = seat(`other${bytes}`);
    await other.untilStamped(other.say('go on'));
  }
  const last = seat('alice');
  await last.until(({ segment }) => segment.stamps.size >= 20);
  last.sendRaw(update);
  await last.untilClosed();
  expect(last.closed?.reason).toBe('too-fast');
});

test('RA3 several devices of a person share one bucket, over HTTP too', async () => {
  const { seat, relay } = await setStage({ rate });
  const alice = seat('alice');
  for (let i = 0; i < 6; i++)
    await relay.post(ROOM, messageOf('alice', `${i}`), grantOf('alice')).catch(() => undefined);
  await expect(relay.post(ROOM, messageOf('alice', 'x'), grantOf('alice'))).rejects.toMatchObject({
    reason: 'too-fast',
  });
  await relay.post(ROOM, messageOf('bob', 'x'), grantOf('bob'));
  await alice.until(({ segment }) => segment.stamps.size === 6);
});

test('RA4 without a limit nobody waits', async () => {
  const { seat } = await setStage();
  const alice = seat('alice');
  for (let i = 0; i < 50; i++) alice.say(`${i}`);
  await alice.until(({ segment }) => segment.stamps.size === 50);
});
