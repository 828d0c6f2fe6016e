import * as encoding from 'lib0/encoding';

/** The stock protocol's messages, as far as load needs them. */
const SYNC = 0;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

const sync = (kind: number, bytes: Uint8Array, before: (encoder: encoding.Encoder) => void): Uint8Array =>
  encoding.encode((encoder) => {
    before(encoder);
    encoding.writeVarUint(encoder, SYNC);
    encoding.writeVarUint(encoder, kind);
    encoding.writeVarUint8Array(encoder, bytes);
  });

const NOTHING = new Uint8Array([0]);

/** What a client without anything says first about a document. */
export const askForEverything = (before: (encoder: encoding.Encoder) => void = () => undefined): Uint8Array =>
  sync(STEP_1, NOTHING, before);

export const updateMessage = (
  update: Uint8Array,
  before: (encoder: encoding.Encoder) => void = () => undefined,
): Uint8Array => sync(UPDATE, update, before);

export const isAnswer = (message: Uint8Array): boolean => message[0] === SYNC && message[1] === STEP_2;
