import type { DeviceId, MessageId, RoomId, UserId } from '@skein/shared/ids';
import { EXPORT_QUOTES } from '@skein/shared/limits';
import { expect, test } from 'vitest';
import type { StandingMessage } from '../relay/contract.ts';
import { conversationPage } from './conversationPage.ts';
import { Times } from './times.ts';

const alice = { id: 'alice' as UserId, name: 'Alice', username: 'alice' };
const conversation = { id: 'room' as RoomId, kind: 'group', title: 'Choir', people: [alice] } as const;

const standing = (seq: number, replyTo?: string): StandingMessage => ({
  id: `m${seq}` as MessageId,
  author: alice.id,
  device: 'alice-phone' as DeviceId,
  sentAt: seq,
  mentions: [],
  text: `number ${seq}`,
  ...(replyTo === undefined ? {} : { replyTo: replyTo as MessageId }),
  stamp: { seq, at: seq, author: alice.id },
  edited: false,
  retracted: false,
  reactions: new Map(),
});

const pageOf = async (messages: readonly StandingMessage[]): Promise<string> => {
  const stretches = async function* () {
    yield await Promise.resolve(messages);
  };
  let page = '';
  for await (const piece of conversationPage(conversation, stretches(), new Times('UTC'))) page += piece;
  return page;
};

test('a page quotes a message from EXPORT_QUOTES messages back, and one farther back is an earlier one', async () => {
  const before = Array.from({ length: EXPORT_QUOTES + 1 }, (_, index) => standing(index + 1));
  const reply = (to: string) => pageOf([...before, standing(before.length + 1, to)]);
  expect(await reply('m2')).toContain('<a href="#m-m2">Alice: number 2</a>');
  expect(await reply('m1')).toContain('<a href="#m-m1">An earlier message</a>');
});
