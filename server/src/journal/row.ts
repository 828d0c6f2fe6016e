import { crc32 } from 'node:zlib';
import { type Json, JournalRowDamagedError } from './port.ts';

/**
 * A value as it lies in the store: version (1 byte), length and CRC32 of the content (4 bytes each, little-endian),
 * content. LevelDB does not check what it reads unless told to, and a flipped bit in a Yjs update may well decode.
 */
const VERSION = 1;
const HEADER = 9;

export const encodeRow = (content: Uint8Array): Uint8Array => {
  const row = new Uint8Array(HEADER + content.length);
  const header = new DataView(row.buffer);
  header.setUint8(0, VERSION);
  header.setUint32(1, content.length, true);
  header.setUint32(5, crc32(content), true);
  row.set(content, HEADER);
  return row;
};

/**
 * @param place what a person has to look at when the row is damaged
 * @throws JournalRowDamagedError
 */
export const decodeRow = (row: Uint8Array, place: string): Uint8Array => {
  const header = new DataView(row.buffer, row.byteOffset, row.byteLength);
  const content = row.subarray(HEADER);
  if (row.length < HEADER || header.getUint8(0) !== VERSION)
    throw new JournalRowDamagedError(`A row of ${place} has no header that is known.`);
  if (header.getUint32(1, true) !== content.length || header.getUint32(5, true) !== crc32(content))
    throw new JournalRowDamagedError(`A row of ${place} is not what was written.`);
  return content;
};

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

export const encodeJsonRow = (value: Json): Uint8Array => encodeRow(utf8.encode(JSON.stringify(value)));

/** @throws JournalRowDamagedError */
export const decodeJsonRow = (row: Uint8Array, place: string): Json =>
  JSON.parse(fromUtf8.decode(decodeRow(row, place))) as Json;
