import * as encoding from 'lib0/encoding';
import { type Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';

const SYNC = 0;
export const AWARENESS = 1;

/** A message of the y-websocket protocol about a document. */
export const syncFrame = (write: (encoder: encoding.Encoder) => void): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, SYNC);
    write(encoder);
  });

/** Who is present, of these Yjs clients. */
export const awarenessFrame = (awareness: Awareness, clients: number[]): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, AWARENESS);
    encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, clients));
  });
