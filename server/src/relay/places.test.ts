import type { MessageId } from '@skein/shared/ids';
import { expect, test } from 'vitest';
import { grantOf, messageOf, ROOM, setStage } from './testing.ts';

const everything = (): boolean => true;

/** Ten segments of three messages, one message a second. */
const history = async () => {
  const stage = await setStage();
  const { relay, clock } = stage;
  const sent: { id: MessageId; at: number; seq: number; segment: number }[] = [];
  for (let index = 0; index < 30; index += 1) {
    if (index > 0 && index % 3 === 0) await relay.closeSegment(ROOM);
    clock.advance(1_000);
    const message = messageOf('alice', `number ${index}`);
    const { seq, at } = await relay.post(ROOM, message, grantOf('alice'));
    sent.push({ id: message.id, seq, at, segment: Math.floor(index / 3) });
  }
  return { ...stage, sent };
};

test('RD9 a message is found by id, by seq and by arrival, wherever in the chain it stands', async () => {
  const { relay, sent } = await history();
  for (const { id, ...place } of sent) {
    const expected = { message: id, ...place };
    expect(await relay.place(ROOM, { message: id }, everything)).toEqual(expected);
    expect(await relay.place(ROOM, { seq: place.seq }, everything)).toEqual(expected);
    expect(await relay.place(ROOM, { at: place.at }, everything)).toEqual(expected);
    expect(await relay.place(ROOM, { at: place.at - 999 }, everything)).toEqual(expected);
  }
  const newest = sent.at(-1)!;
  expect(await relay.place(ROOM, { at: newest.at + 1 }, everything)).toMatchObject({ message: newest.id });
  expect(await relay.place(ROOM, { seq: 31 }, everything)).toMatchObject({ message: newest.id });
  expect(await relay.place(ROOM, { message: 'nobody-wrote-it' as MessageId }, everything)).toBeUndefined();
});

test('RD9 the end of a chain whose open segment is empty is before that', async () => {
  const { relay, sent } = await history();
  await relay.closeSegment(ROOM);
  expect(await relay.place(ROOM, { at: Number.MAX_SAFE_INTEGER }, everything)).toMatchObject({
    message: sent.at(-1)!.id,
  });
  const empty = await setStage();
  expect(await empty.relay.place(ROOM, { at: 0 }, everything)).toBeUndefined();
});

test('RD10 what a person may not read has no place', async () => {
  const { relay, sent } = await history();
  const sinceTheTenth = (firstSeq: number): boolean => firstSeq >= 10;
  expect(await relay.place(ROOM, { message: sent[0]!.id }, sinceTheTenth)).toBeUndefined();
  expect(await relay.place(ROOM, { at: 0 }, sinceTheTenth)).toMatchObject({ seq: 10, segment: 3 });
  expect(await relay.place(ROOM, { seq: 1 }, sinceTheTenth)).toMatchObject({ seq: 10, segment: 3 });
});
