import type { DeviceId, RoomId, UserId } from '@skein/shared/ids';
import { HISTORY_QUERIES_PER_MINUTE } from '@skein/shared/limits';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../directory/database.ts';
import { createDirectory } from '../directory/directory.ts';
import { grantOf, messageOf, setStage } from '../relay/testing.ts';
import { serveMessages } from './messages.ts';
import type { Serve } from './serve.ts';

const ALICE = { user: 'alice' as UserId, device: 'alice-phone' as DeviceId };
const BOB = { user: 'bob' as UserId, device: 'bob-phone' as DeviceId };

/** Alice and Bob in a conversation of one message, and what they may ask of it. */
const begin = async (isTrafficUnlimited: boolean) => {
  const { relay, clock } = await setStage();
  const database = openDatabase(':memory:');
  onTestFinished(async () => {
    await relay.close();
    await database.destroy();
  });
  const directory = createDirectory(database, relay, clock.now);
  for (const { user: id } of [ALICE, BOB])
    await database
      .insertInto('user')
      .values({
        id,
        name: id,
        email: `${id}@example.org`,
        emailVerified: 0,
        image: null,
        username: id,
        displayUsername: id,
        createdAt: '',
        updatedAt: '',
      })
      .execute();
  const room = (await directory.conversations.direct(ALICE.user, BOB.user)).id as RoomId;
  await relay.post(room, messageOf('alice', 'hello'), grantOf('alice'));
  const answers = new Map<string, (call: object) => Promise<unknown>>();
  const serve = ((name: string, answer: (call: object) => Promise<unknown>) =>
    answers.set(name, answer)) as unknown as Serve;
  serveMessages(serve, { ...directory, relay, isTrafficUnlimited, now: clock.now });
  const ask = (name: 'messages' | 'place', caller: typeof ALICE): Promise<unknown> =>
    answers.get(name)?.({ caller, params: { room }, query: name === 'place' ? { seq: 1 } : {} }) ??
    Promise.reject(new TypeError(`${name} is not served.`));
  return { ask, clock };
};

const tooFast = { reason: 'too-fast' };
const hello = { messages: [expect.objectContaining({ text: 'hello' })] };

test('a person asks for pages and places HISTORY_QUERIES_PER_MINUTE times a minute, together', async () => {
  const { ask, clock } = await begin(false);
  for (let asked = 0; asked < HISTORY_QUERIES_PER_MINUTE; asked++)
    await ask(asked % 2 === 0 ? 'messages' : 'place', ALICE);
  await expect(ask('messages', ALICE)).rejects.toMatchObject(tooFast);
  await expect(ask('place', ALICE)).rejects.toMatchObject(tooFast);
  expect(await ask('messages', BOB)).toEqual(hello);
  clock.advance(59_999);
  await expect(ask('messages', ALICE)).rejects.toMatchObject(tooFast);
  clock.advance(1);
  expect(await ask('messages', ALICE)).toEqual(hello);
});

test('and as often as they like where nothing is limited', async () => {
  const { ask } = await begin(true);
  for (let asked = 0; asked <= HISTORY_QUERIES_PER_MINUTE; asked++) await ask('messages', ALICE);
});
