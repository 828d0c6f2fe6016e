import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { RefusedError } from '@skein/shared/refusals';

/** The stock y-websocket protocol, as bytes in and out. One message a frame. */
export type Message =
  | { readonly kind: 'step-1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly entries: readonly AwarenessEntry[] }
  | { readonly kind: 'query-awareness' };

/** `state` is the JSON as it came, 'null' for somebody who left. */
export interface AwarenessEntry {
  readonly client: number;
  readonly clock: number;
  readonly state: string;
}

const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

const readSync = (decoder: decoding.Decoder): Message | undefined => {
  const kind = decoding.readVarUint(decoder);
  const bytes = decoding.readVarUint8Array(decoder);
  if (kind === STEP_1) return { kind: 'step-1', stateVector: bytes };
  if (kind === STEP_2 || kind === UPDATE) return { kind: 'update', update: bytes };
  return undefined;
};

const readAwareness = (bytes: Uint8Array): AwarenessEntry[] | undefined => {
  const decoder = decoding.createDecoder(bytes);
  const entries: AwarenessEntry[] = [];
  for (let left = decoding.readVarUint(decoder); left > 0; left--)
    entries.push({
      client: decoding.readVarUint(decoder),
      clock: decoding.readVarUint(decoder),
      state: decoding.readVarString(decoder),
    });
  return decoding.hasContent(decoder) ? undefined : entries;
};

const readMessage = (decoder: decoding.Decoder): Message | undefined => {
  switch (decoding.readVarUint(decoder)) {
    case SYNC:
      return readSync(decoder);
    case AWARENESS: {
      const entries = readAwareness(decoding.readVarUint8Array(decoder));
      return entries && { kind: 'awareness', entries };
    }
    case QUERY_AWARENESS:
      return { kind: 'query-awareness' };
    default:
      return undefined;
  }
};

/** @throws RefusedError `frame-invalid` */
export const decodeMessage = (bytes: Uint8Array): Message => {
  try {
    const decoder = decoding.createDecoder(bytes);
    const message = readMessage(decoder);
    if (message !== undefined && !decoding.hasContent(decoder)) return message;
  } catch {
    // lib0 throws plain errors on bytes that end early; all of them mean the same here.
  }
  throw new RefusedError('frame-invalid');
};

/** Does it ask for something, whose answer may be much longer than the question? */
export const isQuestion = (bytes: Uint8Array): boolean => {
  try {
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    return type === QUERY_AWARENESS || (type === SYNC && decoding.readVarUint(decoder) === STEP_1);
  } catch {
    return false;
  }
};

const sync = (kind: number, bytes: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, SYNC);
    encoding.writeVarUint(encoder, kind);
    encoding.writeVarUint8Array(encoder, bytes);
  });

export const step1 = (stateVector: Uint8Array): Uint8Array => sync(STEP_1, stateVector);
export const step2 = (update: Uint8Array): Uint8Array => sync(STEP_2, update);
export const update = (bytes: Uint8Array): Uint8Array => sync(UPDATE, bytes);

export const awareness = (entries: readonly AwarenessEntry[]): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, AWARENESS);
    encoding.writeVarUint8Array(
      encoder,
      encoding.encode((inner) => {
        encoding.writeVarUint(inner, entries.length);
        for (const { client, clock, state } of entries) {
          encoding.writeVarUint(inner, client);
          encoding.writeVarUint(inner, clock);
          encoding.writeVarString(inner, state);
        }
      }),
    );
  });

/** Says nothing, and shows a stock client's watchdog that somebody is there. */
export const KEEPALIVE = awareness([]);
