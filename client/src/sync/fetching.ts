import { RefusedError } from '@skein/shared/refusals';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { writeSyncStep1 } from 'y-protocols/sync';
import * as Y from 'yjs';
import type { ChannelEnd } from './channels.ts';
import type { Connection } from './connection.ts';

const SYNC_MESSAGE = 0;
const SYNC_STEP_1 = 0;
const SYNC_STEP_2 = 1;

/** The connection ended before all was here: the next one may bring it. */
export class NotFetchedError extends Error {
  override readonly name = 'NotFetchedError';
}

/**
 * Brings a document up to date and lets go of it: nobody looks at it, nothing is written, nobody is shown to be there.
 *
 * @returns the life of the relay's store that it comes from
 * @throws RefusedError, NotFetchedError
 */
export const fetchInto = (
  doc: Y.Doc,
  { document, epoch }: Pick<ChannelEnd, 'document' | 'epoch'>,
  connection: Connection,
): Promise<string> => {
  let detach: () => void = () => undefined;
  return new Promise<string>((resolve, reject) => {
    let life = '';
    detach = connection.attach({
      document,
      epoch,
      opened: (channel) => {
        life = channel.epoch;
        const encoder = encoding.createEncoder();
        encoding.writeVarUint(encoder, SYNC_MESSAGE);
        writeSyncStep1(encoder, doc);
        channel.send(encoding.toUint8Array(encoder));
      },
      received: (message) => {
        const decoder = decoding.createDecoder(message);
        if (decoding.readVarUint(decoder) !== SYNC_MESSAGE) return;
        const kind = decoding.readVarUint(decoder);
        // What the relay lacks is none of this one's business.
        if (kind === SYNC_STEP_1) return;
        Y.applyUpdate(doc, decoding.readVarUint8Array(decoder));
        if (kind === SYNC_STEP_2) resolve(life);
      },
      closed: (reason, detail) =>
        reject(reason === undefined ? new NotFetchedError() : new RefusedError(reason, detail)),
    });
  }).finally(() => detach());
};
