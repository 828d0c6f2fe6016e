import type { AmendmentId } from '@skein/shared/ids';
import { IDLE_DOCUMENTS } from '@skein/shared/limits';
import { expect, test } from 'vitest';
import { messageOf, ROOM, setStage } from './testing.ts';

const collected = async <Value>(values: AsyncIterable<Value>): Promise<Value[]> => {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
};

test('AR1 a transcript is what a segment says as last committed, loaded or not', async () => {
  const { relay, seat, journal } = await setStage();
  const alice = seat('alice');
  await alice.untilStamped(alice.say('first'));
  await relay.closeSegment(ROOM);
  const { author, device, id } = messageOf('alice', 'second');
  await relay.post(ROOM, { ...messageOf('alice', 'second'), id, author, device }, alice.grant);
  journal().hold();
  const posting = relay.post(ROOM, messageOf('alice', 'third'), alice.grant);
  await journal().untilHeld(1);
  const reading = relay.archive.transcript(ROOM, 1);
  journal().release();
  await posting;
  expect((await reading).messages.map(({ text }) => text)).toContain('second');
  const all = await Promise.all([0, 1].map((index) => relay.archive.transcript(ROOM, index)));
  expect(all.map(({ messages }) => messages.map(({ text }) => text))).toEqual([
    ['first'],
    ['second', 'third'],
  ]);
  expect(await collected(relay.archive.rooms())).toEqual([{ room: ROOM, lastSeq: 3 }]);
  await expect(relay.archive.transcript(ROOM, 2)).rejects.toThrow(
    expect.objectContaining({ reason: 'document-unknown' }),
  );
});

test('AR2 reading everything leaves nothing in memory', async () => {
  const { relay, seat, store } = await setStage();
  const { grant } = seat('alice');
  for (let count = 0; count < IDLE_DOCUMENTS + 10; count++) {
    await relay.post(ROOM, messageOf('alice', `number ${count}`), grant);
    await relay.closeSegment(ROOM);
  }
  await relay.close();
  const next = await setStage({ store });
  const loaded = next.relay.documentCount();
  for (let index = 0; index < IDLE_DOCUMENTS + 10; index++)
    expect((await next.relay.archive.transcript(ROOM, index)).messages).toHaveLength(1);
  expect(next.relay.documentCount()).toBe(loaded);
});

test('AR3 the edition of a segment is another one after each edit and retraction, in the same append', async () => {
  const { relay, seat, journal, store } = await setStage();
  const alice = seat('alice');
  const bob = seat('bob');
  const message = alice.say('first');
  await bob.untilStamped(message);
  expect(await collected(relay.archive.editions())).toEqual([]);
  const { user: author, device } = alice.grant;
  const says = (change: { text: string } | { retract: true }, id: string): void =>
    alice.segment.amendments.push([
      { id: id as AmendmentId, message: message.id, author, device, at: 1, ...change },
    ]);
  says({ text: 'changed' }, 'a1');
  await bob.until(({ segment }) => segment.amendments.length === 1);
  const [edited] = await collected(relay.archive.editions());
  expect(edited).toEqual({ room: ROOM, index: 0, edition: expect.any(Number) });

  // A commit that is lost takes the edition with it.
  journal().failAppend(1, 'lost');
  says({ retract: true }, 'a2');
  await bob.untilClosed();
  const again = await setStage({ store });
  expect(await collected(again.relay.archive.editions())).toEqual([edited]);
  alice.connect();
  bob.connect();
  await bob.until(({ segment }) => segment.messages.length === 0);
  const [retracted] = await collected(relay.archive.editions());
  expect(retracted?.edition).not.toBe(edited?.edition);
  expect((await relay.archive.transcript(ROOM, 0)).edition).toBe(retracted?.edition);
});
