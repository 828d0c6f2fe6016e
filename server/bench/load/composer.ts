import * as encoding from 'lib0/encoding';
import { newMessageId } from '@skein/shared/ids';
import { wording } from './wording.ts';

/** @param length of the text, when it is to be longer than usual */
export type Compose = (length?: number) => Uint8Array;

/** 183 bytes, as the relay's own messages would be in JSON. */
export const plainComposer =
  (author: string, device: string): Compose =>
  (length) =>
    Buffer.from(JSON.stringify(messageBy(author, device, length)));

/** Makes the Yjs updates of a device that appends to `messages` in one tab, as Yjs would, and far cheaper. */
export const yjsComposer = (author: string, device: string): Compose => {
  const client = crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
  let clock = 0;
  return (length) => {
    const update = encoding.encode((encoder) => {
      for (const number of [1, 1, client, clock]) encoding.writeVarUint(encoder, number);
      if (clock === 0) {
        encoding.writeUint8(encoder, CONTENT_ANY);
        encoding.writeVarUint(encoder, 1);
        encoding.writeVarString(encoder, 'messages');
      } else {
        encoding.writeUint8(encoder, CONTENT_ANY | HAS_ORIGIN);
        encoding.writeVarUint(encoder, client);
        encoding.writeVarUint(encoder, clock - 1);
      }
      encoding.writeVarUint(encoder, 1);
      encoding.writeAny(encoder, messageBy(author, device, length));
      encoding.writeVarUint(encoder, 0);
    });
    clock += 1;
    return update;
  };
};

const CONTENT_ANY = 8;
const HAS_ORIGIN = 128;

const messageBy = (author: string, device: string, length: number | undefined) => ({
  id: newMessageId(),
  author,
  device,
  sentAt: Date.now(),
  kind: 'text',
  text: wording(length),
});
