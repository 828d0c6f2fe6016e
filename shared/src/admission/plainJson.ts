import * as decoding from 'lib0/decoding';
import { JSON_DEPTH } from '../limits.ts';
import { RefusedError } from '../refusals.ts';

/** The tags of lib0's `any` encoding that plain JSON needs. */
const UNDEFINED = 127;
const NULL = 126;
const INTEGER = 125;
const FLOAT_32 = 124;
const FLOAT_64 = 123;
const FALSE = 121;
const TRUE = 120;
const STRING = 119;
const OBJECT = 118;
const ARRAY = 117;

/**
 * Assigning `__proto__` gives an object properties that are not its own. And Yjs goes by `constructor` to tell what a
 * value is: it could never copy such an object into another document.
 */
const TRAPS: ReadonlySet<string> = new Set(['__proto__', 'constructor']);

const notJson = (): RefusedError => new RefusedError('content-invalid', 'not plain JSON');

const finite = (value: number): number => {
  if (!Number.isFinite(value)) throw notJson();
  return value;
};

const readObject = (decoder: decoding.Decoder, depth: number): Record<string, unknown> => {
  const object: Record<string, unknown> = {};
  const length = decoding.readVarUint(decoder);
  for (let i = 0; i < length; i++) {
    const key = decoding.readVarString(decoder);
    // A repeated key hides the first.
    if (TRAPS.has(key) || Object.hasOwn(object, key)) throw notJson();
    const value = readTagged(decoder, depth);
    // JavaScript clients leave out a property by giving it no value.
    if (value !== undefined) object[key] = value;
  }
  return object;
};

const readArray = (decoder: decoding.Decoder, depth: number): unknown[] => {
  const array: unknown[] = [];
  const length = decoding.readVarUint(decoder);
  for (let i = 0; i < length; i++) array.push(readJson(decoder, depth));
  return array;
};

const readTagged = (decoder: decoding.Decoder, depth: number): unknown => {
  if (depth > JSON_DEPTH) throw notJson();
  // lib0 checks the end for every type of number but a byte.
  if (!decoding.hasContent(decoder)) throw new RefusedError('update-invalid', 'bytes that end early');
  switch (decoding.readUint8(decoder)) {
    case UNDEFINED:
      return undefined;
    case NULL:
      return null;
    case INTEGER:
      return decoding.readVarInt(decoder);
    case FLOAT_32:
      return finite(decoding.readFloat32(decoder));
    case FLOAT_64:
      return finite(decoding.readFloat64(decoder));
    case FALSE:
      return false;
    case TRUE:
      return true;
    case STRING:
      return decoding.readVarString(decoder);
    case OBJECT:
      return readObject(decoder, depth + 1);
    case ARRAY:
      return readArray(decoder, depth + 1);
    default:
      throw notJson();
  }
};

/**
 * Like lib0's `readAny`, but only what JSON can say, nested no deeper than `JSON_DEPTH`.
 * @throws RefusedError `content-invalid`; whatever lib0 throws on bytes that end early
 */
export const readJson = (decoder: decoding.Decoder, depth = 0): unknown => {
  const value = readTagged(decoder, depth);
  if (value === undefined) throw notJson();
  return value;
};
