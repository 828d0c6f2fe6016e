/**
 * Identifiers are branded strings: the compiler keeps a room's id from standing where a person's is meant.
 * `parse…` is the only way in from the outside, `new…` makes a fresh one.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type UserId = Branded<'UserId'>;
export type DeviceId = Branded<'DeviceId'>;
export type RoomId = Branded<'RoomId'>;
export type MessageId = Branded<'MessageId'>;
export type AmendmentId = Branded<'AmendmentId'>;

/**
 * Letters, digits, `_` and `-`, 1 to 64 of them: safe in a document name, a URL path, a journal key and a map key.
 * `__proto__` is none, as it is a trap in every plain object.
 */
export const ID_PATTERN = /^(?!__proto__$)[A-Za-z0-9_-]{1,64}$/;

export const isId = (value: unknown): value is string => typeof value === 'string' && ID_PATTERN.test(value);

const parser =
  <Id extends string>() =>
  (value: unknown): Id | undefined =>
    isId(value) ? (value as Id) : undefined;

export const parseUserId = parser<UserId>();
export const parseDeviceId = parser<DeviceId>();
export const parseRoomId = parser<RoomId>();
export const parseMessageId = parser<MessageId>();

/** Fills the given bytes with randomness; `crypto.getRandomValues` unless a test wants a seed. */
export type RandomBytes = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array;

const systemRandom: RandomBytes = (bytes) => crypto.getRandomValues(bytes);

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** 130 bits of randomness in base32: short, and unique without asking anybody. */
const newId = <Id extends string>(random: RandomBytes = systemRandom): Id => {
  let id = '';
  for (const byte of random(new Uint8Array(26))) id += ALPHABET[byte & 31];
  return id as Id;
};

export const newRoomId = (random?: RandomBytes): RoomId => newId(random);
export const newMessageId = (random?: RandomBytes): MessageId => newId(random);
export const newAmendmentId = (random?: RandomBytes): AmendmentId => newId(random);
