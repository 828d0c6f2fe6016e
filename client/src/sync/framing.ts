import { partsOf } from '@skein/shared/admission/parts';
import { FRAME_BYTES } from '@skein/shared/limits';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

const SYNC = 0;
const STEP_1 = 0;
const UPDATE = 2;
/** An update that fits, whatever stands around it. */
const UPDATE_BYTES = FRAME_BYTES / 2;

const updateIn = (message: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined => {
  const decoder = decoding.createDecoder(message);
  if (decoding.readVarUint(decoder) !== SYNC || decoding.readVarUint(decoder) === STEP_1) return undefined;
  return decoding.readVarUint8Array(decoder);
};

/**
 * A message as the relay takes it. What was composed in hours offline may be longer than a frame; sent whole, it would
 * end the connection each time anew.
 */
export const framed = (message: Uint8Array<ArrayBuffer>): readonly Uint8Array<ArrayBuffer>[] => {
  if (message.length <= UPDATE_BYTES) return [message];
  const update = updateIn(message);
  if (update === undefined) return [message];
  return partsOf(update, UPDATE_BYTES).map((part) => {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, SYNC);
    encoding.writeVarUint(encoder, UPDATE);
    encoding.writeVarUint8Array(encoder, part);
    return encoding.toUint8Array(encoder) as Uint8Array<ArrayBuffer>;
  });
};
