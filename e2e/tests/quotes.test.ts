import type { Conversation, MessageView } from '@skein/client/app/conversationModel';
import { expect, test, vi } from 'vitest';
import { me, messages, opened, texts, until } from './devices/household.ts';
import { stage } from './devices/stage.ts';

/** So short that a few messages are a chain, of which little is shown. */
vi.mock('@skein/shared/limits', async (original) => ({
  ...(await original<object>()),
  SEGMENT_SIZE: 3,
  SEGMENT_SIZE_IN_FLOOD: 3,
  SEGMENT_COMFORT: 2,
}));
/** A machine that is busy with all other tests takes its time. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

const { pair } = stage({ MESSAGE_RATE: '0', MESSAGE_BURST: '0' });

const SAID_SINCE = 12;

const quote = (conversation: Conversation): MessageView['replyTo'] =>
  messages(conversation).find(({ text }) => text === 'the answer')?.replyTo;

const quotes = (conversation: Conversation, text: string): Promise<void> =>
  until(conversation.view, () => quote(conversation)?.text === text);

/** Alice asked something, much was said since, and Bob answers. */
const answered = async () => {
  const both = await pair();
  const hers = await opened(both.alice, both.room);
  await hers.send('the question');
  await until(hers.view, () => messages(hers)[0]?.delivery === 'sent');
  const { id } = messages(hers)[0]!;
  await both.laptop.posts(
    both.room,
    Array.from({ length: SAID_SINCE }, (_, number) => `small talk ${number}`),
  );
  const { conversations } = both.bob;
  await until(conversations, () => conversations.get().items[0]?.unread === 1 + SAID_SINCE);
  const his = await opened(both.bob, both.room);
  await his.send('the answer', id);
  await until(his.view, () =>
    messages(his).some(({ text, seq }) => text === 'the answer' && seq !== undefined),
  );
  return { ...both, hers, his, question: id };
};

test('an answer quotes what is not shown, on a device that opens the end only', async () => {
  const { his, question } = await answered();
  await quotes(his, 'the question');
  expect(quote(his)).toMatchObject({ id: question, author: { name: 'alice' }, retracted: false });
  expect(texts(his)).not.toContain('the question');
});

test('a quote says what was edited, and keeps no word of what was retracted', async () => {
  const { his, hers, question } = await answered();
  await quotes(his, 'the question');
  expect(await hers.showMessage(question)).toBe('shown');
  await hers.edit(question, 'what I meant');
  await quotes(his, 'what I meant');
  await hers.retract(question);
  await until(his.view, () => quote(his)?.retracted === true);
  expect(JSON.stringify(messages(his))).not.toMatch(/the question|what I meant/);
});

test('what is on the device is quoted with no network, after a restart too', async () => {
  const { his, desktop, room } = await answered();
  await quotes(his, 'the question');
  desktop.goOffline();
  await desktop.close();
  const again = await opened(me(await desktop.open()), room);
  await quotes(again, 'the question');
  expect(texts(again)).not.toContain('the question');
});
