import type { StandingMessage } from '../relay/contract.ts';
import type { ExportedConversation, Stretch } from './contents.ts';

/** All of a conversation as one JSON object, a message a line. */
export async function* conversationJson(
  conversation: ExportedConversation,
  stretches: AsyncIterable<Stretch>,
): AsyncGenerator<string> {
  const { id, kind, title, people } = conversation;
  const about = JSON.stringify({ version: 1, id, kind, title, people });
  yield `${about.slice(0, -1)},"messages":[`;
  let unreadable = 0;
  let separator = '\n';
  for await (const stretch of stretches) {
    if (stretch === 'unreadable') unreadable += 1;
    else if (stretch.length > 0) {
      yield separator + stretch.map((message) => JSON.stringify(jsonOf(message))).join(',\n');
      separator = ',\n';
    }
  }
  // Parts of the conversation that the relay has and cannot read.
  yield `\n],"unreadableParts":${unreadable}}\n`;
}

const jsonOf = ({
  id,
  author,
  text,
  sentAt,
  stamp,
  edited,
  retracted,
  replyTo,
  thread,
  mentions,
  attachments,
  reactions,
}: StandingMessage) => ({
  id,
  seq: stamp.seq,
  author,
  text,
  sentAt: new Date(sentAt).toISOString(),
  arrivedAt: new Date(stamp.at).toISOString(),
  ...(edited ? { edited } : {}),
  ...(retracted ? { deleted: true } : {}),
  ...(replyTo === undefined ? {} : { replyTo }),
  ...(thread === undefined ? {} : { thread }),
  ...(mentions.length === 0 ? {} : { mentions }),
  ...(attachments === undefined ? {} : { attachments }),
  ...(reactions.size === 0 ? {} : { reactions: Object.fromEntries(reactions) }),
});
