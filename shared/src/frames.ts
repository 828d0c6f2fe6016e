import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { isRefusal, type Refusal, RefusedError } from './refusals.ts';

/**
 * Frames of `/sync`, many documents on one socket. A frame begins with a varUint channel number. Channel 0 is for
 * control; on any other the rest is one stock y-websocket message. A channel number is never used twice on a socket.
 *
 * The first frame of a client is `token`; `open` may follow at once. The relay answers a token with `accepted`, an
 * `open` with the document's sync messages or with `closed`, and ends the socket when a token is refused.
 */
export type ClientControl =
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'open'; readonly channel: number; readonly document: string; readonly epoch: string }
  | { readonly type: 'close'; readonly channel: number }
  | { readonly type: 'ping' };

export type RelayControl =
  /** `expiresAt` in milliseconds since 1970: a new token must come before. `epoch` names the life of the store. */
  | { readonly type: 'accepted'; readonly expiresAt: number; readonly epoch: string }
  | { readonly type: 'closed'; readonly channel: number; readonly reason: Refusal; readonly detail: string }
  | { readonly type: 'pong' };

export type Frame<Control> =
  | { readonly kind: 'control'; readonly control: Control }
  | { readonly kind: 'data'; readonly channel: number; readonly message: Uint8Array };

const CONTROL_CHANNEL = 0;
const TOKEN = 0;
const OPEN = 1;
const CLOSE = 2;
const PING = 3;

const controlFrame = (type: number, body: (encoder: encoding.Encoder) => void): Uint8Array<ArrayBuffer> =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, CONTROL_CHANNEL);
    encoding.writeVarUint(encoder, type);
    body(encoder);
  }) as Uint8Array<ArrayBuffer>;

export const encodeClientControl = (control: ClientControl): Uint8Array<ArrayBuffer> => {
  switch (control.type) {
    case 'token':
      return controlFrame(TOKEN, (encoder) => encoding.writeVarString(encoder, control.token));
    case 'open':
      return controlFrame(OPEN, (encoder) => {
        encoding.writeVarUint(encoder, control.channel);
        encoding.writeVarString(encoder, control.document);
        encoding.writeVarString(encoder, control.epoch);
      });
    case 'close':
      return controlFrame(CLOSE, (encoder) => encoding.writeVarUint(encoder, control.channel));
    case 'ping':
      return controlFrame(PING, () => undefined);
  }
};

export const encodeRelayControl = (control: RelayControl): Uint8Array<ArrayBuffer> => {
  switch (control.type) {
    case 'accepted':
      return controlFrame(TOKEN, (encoder) => {
        encoding.writeVarUint(encoder, control.expiresAt);
        encoding.writeVarString(encoder, control.epoch);
      });
    case 'closed':
      return controlFrame(CLOSE, (encoder) => {
        encoding.writeVarUint(encoder, control.channel);
        encoding.writeVarString(encoder, control.reason);
        encoding.writeVarString(encoder, control.detail);
      });
    case 'pong':
      return controlFrame(PING, () => undefined);
  }
};

/** By hand, as it is done for every receiver of every message. */
export const encodeData = (channel: number, message: Uint8Array): Uint8Array<ArrayBuffer> => {
  let digits = 1;
  for (let rest = channel; rest > 127; rest = Math.floor(rest / 128)) digits += 1;
  const frame = new Uint8Array(digits + message.length);
  let rest = channel;
  for (let at = 0; at < digits - 1; at++) {
    frame[at] = 128 | (rest % 128);
    rest = Math.floor(rest / 128);
  }
  frame[digits - 1] = rest;
  frame.set(message, digits);
  return frame;
};

/** A channel that is not the control channel itself. */
const readChannel = (decoder: decoding.Decoder): number => {
  const channel = decoding.readVarUint(decoder);
  if (channel === CONTROL_CHANNEL) throw new RefusedError('frame-invalid');
  return channel;
};

const readClientControl = (decoder: decoding.Decoder): ClientControl | undefined => {
  switch (decoding.readVarUint(decoder)) {
    case TOKEN:
      return { type: 'token', token: decoding.readVarString(decoder) };
    case OPEN:
      return {
        type: 'open',
        channel: readChannel(decoder),
        document: decoding.readVarString(decoder),
        epoch: decoding.readVarString(decoder),
      };
    case CLOSE:
      return { type: 'close', channel: readChannel(decoder) };
    case PING:
      return { type: 'ping' };
    default:
      return undefined;
  }
};

const readRelayControl = (decoder: decoding.Decoder): RelayControl | undefined => {
  switch (decoding.readVarUint(decoder)) {
    case TOKEN:
      return {
        type: 'accepted',
        expiresAt: decoding.readVarUint(decoder),
        epoch: decoding.readVarString(decoder),
      };
    case CLOSE: {
      const channel = readChannel(decoder);
      const reason = decoding.readVarString(decoder);
      const detail = decoding.readVarString(decoder);
      return { type: 'closed', channel, reason: isRefusal(reason) ? reason : 'internal', detail };
    }
    case PING:
      return { type: 'pong' };
    default:
      return undefined;
  }
};

const decodeFrame = <Control>(
  bytes: Uint8Array,
  readControl: (decoder: decoding.Decoder) => Control | undefined,
): Frame<Control> => {
  try {
    const decoder = decoding.createDecoder(bytes);
    const channel = decoding.readVarUint(decoder);
    if (channel !== CONTROL_CHANNEL)
      return { kind: 'data', channel, message: decoding.readTailAsUint8Array(decoder) };
    const control = readControl(decoder);
    if (control !== undefined && !decoding.hasContent(decoder)) return { kind: 'control', control };
  } catch {
    // lib0 throws plain errors on bytes that end early; all of them mean the same here.
  }
  throw new RefusedError('frame-invalid');
};

/** @throws RefusedError `frame-invalid` */
export const decodeClientFrame = (bytes: Uint8Array): Frame<ClientControl> =>
  decodeFrame(bytes, readClientControl);

/** @throws RefusedError `frame-invalid` */
export const decodeRelayFrame = (bytes: Uint8Array): Frame<RelayControl> =>
  decodeFrame(bytes, readRelayControl);
