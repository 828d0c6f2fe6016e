import { useEffect, useRef, useState } from 'react';
import type { MessageId } from '@skein/shared/ids';
import type { MessageView } from '../../app/model.ts';

const lastSeqOf = (messages: readonly MessageView[]): number =>
  messages.findLast(({ seq }) => seq !== undefined)?.seq ?? 0;

/** Says aloud what others write while the conversation is open: neither history nor one's own, nor what was retracted. */
export const Announcer = ({ messages }: { readonly messages: readonly MessageView[] }) => {
  const [fresh, setFresh] = useState<ReadonlySet<MessageId>>(new Set());
  const said = useRef(lastSeqOf(messages));
  useEffect(() => {
    const arrived = messages.filter(({ seq, own }) => seq !== undefined && seq > said.current && !own);
    said.current = lastSeqOf(messages);
    if (arrived.length > 0) setFresh(new Set(arrived.map(({ id }) => id)));
  }, [messages]);
  return (
    <div aria-live="polite" className="spoken">
      {messages
        .filter(({ id, retracted }) => fresh.has(id) && !retracted)
        .map(({ author, text }) => `${author.name}: ${text}`)
        .join('\n')}
    </div>
  );
};
