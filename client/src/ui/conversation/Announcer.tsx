import { useEffect, useRef, useState } from 'react';
import type { MessageId } from '@skein/shared/ids';
import type { ConversationView } from '../../app/conversationModel.ts';

type AnnouncerProps = Pick<ConversationView, 'messages' | 'lastSeq'>;

/** Says aloud what others write while the conversation is open: neither history nor one's own, nor what was retracted. */
export const Announcer = ({ messages, lastSeq }: AnnouncerProps) => {
  const [fresh, setFresh] = useState<ReadonlySet<MessageId>>(new Set());
  const said = useRef(lastSeq);
  useEffect(() => {
    const arrived = messages.filter(({ seq, own }) => seq !== undefined && seq > said.current && !own);
    said.current = Math.max(said.current, lastSeq);
    if (arrived.length > 0) setFresh(new Set(arrived.map(({ id }) => id)));
  }, [messages, lastSeq]);
  return (
    <div aria-live="polite" className="spoken">
      {messages
        .filter(({ id, retracted }) => fresh.has(id) && !retracted)
        .map(({ author, text }) => `${author.name}: ${text}`)
        .join('\n')}
    </div>
  );
};
