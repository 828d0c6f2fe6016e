import * as Y from 'yjs';
import { newMessageId } from '@skein/shared/ids';

export interface OneDocument {
  readonly ms: number;
  readonly bytes: number;
}

/** What opening costs where a whole conversation is one Yjs document: all of it is sent, and read in before anything shows. */
export const openAsOneDocument = (count: number, textOf: (number: number) => string): OneDocument => {
  const written = new Y.Doc();
  const messages = written.getArray('messages');
  for (let number = 1; number <= count; number += 1)
    messages.push([{ id: newMessageId(), author: 'alice', sentAt: Date.now(), text: textOf(number) }]);
  const state = Y.encodeStateAsUpdate(written);
  const begun = performance.now();
  const opened = new Y.Doc();
  Y.applyUpdate(opened, state);
  const last: unknown = opened.getArray('messages').toArray().at(-1);
  if (last === undefined) throw new Error('nothing was read');
  return { ms: performance.now() - begun, bytes: state.byteLength };
};
