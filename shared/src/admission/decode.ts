import * as decoding from 'lib0/decoding';
import { DELETED_RUN_LENGTH } from '../limits.ts';
import { RefusedError } from '../refusals.ts';
import type { StructId } from './case.ts';
import { readJson } from './plainJson.ts';
import { merged, type Range } from './ranges.ts';

/** Elements that one client wrote one after the other. Its id is `(client, clock)`, the next free clock `clock + length`. */
export interface Item {
  readonly kind: 'item';
  readonly client: number;
  readonly clock: number;
  readonly length: number;
  /** Absent when deleted before it came here. */
  readonly values?: readonly unknown[];
  /** What it was put behind. */
  readonly origin?: StructId;
  /** Nothing was behind the place where it was put. */
  readonly last: boolean;
  /** Said only by items without an origin; all others are where their origin is. */
  readonly place?: Place;
}

/** A stretch that is not in this update. */
interface Skip {
  readonly kind: 'skip';
  readonly clock: number;
  readonly length: number;
}

export type Struct = Item | Skip;

/** `key` only in a map. */
export interface Place {
  readonly root: string;
  readonly key?: string;
}

export interface DecodedUpdate {
  /** By Yjs client id, clocks ascending without overlap. */
  readonly structs: ReadonlyMap<number, readonly Struct[]>;
  /** By Yjs client id, clocks ascending without overlap. */
  readonly deletions: ReadonlyMap<number, readonly Range[]>;
}

/** The low five bits of a struct's first byte say what it is; the high three what of its place it brings. */
const KIND = 0b0001_1111;
const HAS_KEY = 0b0010_0000;
const HAS_RIGHT_ORIGIN = 0b0100_0000;
const HAS_ORIGIN = 0b1000_0000;
const SKIP = 10;
const CONTENT_DELETED = 1;
const CONTENT_ANY = 8;

const invalid = (detail: string): RefusedError => new RefusedError('update-invalid', detail);

const lengthFrom = (decoder: decoding.Decoder, clock: number): number => {
  const length = decoding.readVarUint(decoder);
  if (length === 0 || !Number.isSafeInteger(clock + length)) throw invalid('a length');
  return length;
};

const readId = (decoder: decoding.Decoder): StructId => {
  const client = decoding.readVarUint(decoder);
  return { client, clock: decoding.readVarUint(decoder) };
};

const readPlace = (decoder: decoding.Decoder, info: number): Place => {
  if (decoding.readVarUint(decoder) !== 1) throw new RefusedError('content-invalid', 'a nested type');
  const root = decoding.readVarString(decoder);
  return (info & HAS_KEY) === 0 ? { root } : { root, key: decoding.readVarString(decoder) };
};

const readValues = (decoder: decoding.Decoder, length: number): unknown[] => {
  const values: unknown[] = [];
  for (let i = 0; i < length; i++) values.push(readJson(decoder));
  return values;
};

const readItem = (decoder: decoding.Decoder, info: number, client: number, clock: number): Item => {
  const kind = info & KIND;
  if (kind === 0) throw invalid('a struct without content');
  if (kind !== CONTENT_ANY && kind !== CONTENT_DELETED)
    throw new RefusedError('content-invalid', `content of kind ${kind}`);
  const origin = (info & HAS_ORIGIN) === 0 ? undefined : readId(decoder);
  if (origin?.client === client && origin.clock >= clock) throw invalid('an own origin that lies ahead');
  const last = (info & HAS_RIGHT_ORIGIN) === 0;
  if (!last) readId(decoder);
  const place = origin || !last ? undefined : readPlace(decoder, info);
  const length = lengthFrom(decoder, clock);
  if (kind === CONTENT_DELETED && length > DELETED_RUN_LENGTH)
    throw new RefusedError('too-large', 'a deleted run');
  return {
    kind: 'item',
    client,
    clock,
    length,
    last,
    ...(kind === CONTENT_ANY ? { values: readValues(decoder, length) } : {}),
    ...(origin ? { origin } : {}),
    ...(place ? { place } : {}),
  };
};

const readStructs = (decoder: decoding.Decoder): Map<number, Struct[]> => {
  const byClient = new Map<number, Struct[]>();
  const clients = decoding.readVarUint(decoder);
  for (let section = 0; section < clients; section++) {
    const count = decoding.readVarUint(decoder);
    const client = decoding.readVarUint(decoder);
    if (byClient.has(client)) throw invalid('a client in two sections');
    let clock = decoding.readVarUint(decoder);
    const structs: Struct[] = [];
    for (let i = 0; i < count; i++) {
      const info = decoding.readUint8(decoder);
      const struct: Struct =
        info === SKIP
          ? { kind: 'skip', clock, length: lengthFrom(decoder, clock) }
          : readItem(decoder, info, client, clock);
      structs.push(struct);
      clock += struct.length;
    }
    byClient.set(client, structs);
  }
  return byClient;
};

const readDeletions = (decoder: decoding.Decoder): Map<number, Range[]> => {
  const byClient = new Map<number, Range[]>();
  const clients = decoding.readVarUint(decoder);
  for (let section = 0; section < clients; section++) {
    const client = decoding.readVarUint(decoder);
    if (byClient.has(client)) throw invalid('a client in two sections');
    const count = decoding.readVarUint(decoder);
    const ranges: Range[] = [];
    for (let i = 0; i < count; i++) {
      const clock = decoding.readVarUint(decoder);
      ranges.push({ clock, length: lengthFrom(decoder, clock) });
    }
    byClient.set(client, merged(ranges));
  }
  return byClient;
};

/**
 * A Yjs update (v1) as plain data, with work bounded by its bytes: lengths are numbers, never loops.
 * @throws RefusedError for bytes that no honest client writes
 */
export const decodeUpdate = (update: Uint8Array): DecodedUpdate => {
  let decoded: DecodedUpdate;
  let rest: boolean;
  try {
    const decoder = decoding.createDecoder(update);
    decoded = { structs: readStructs(decoder), deletions: readDeletions(decoder) };
    rest = decoding.hasContent(decoder);
  } catch (error) {
    // lib0 throws plain errors on bytes that end early or are no UTF-8; all of them mean the same here.
    throw error instanceof RefusedError ? error : invalid('bytes that are no update');
  }
  if (rest) throw invalid('trailing bytes');
  return decoded;
};
