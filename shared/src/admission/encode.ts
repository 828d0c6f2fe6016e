import * as encoding from 'lib0/encoding';
import type { Item } from './decode.ts';
import type { Range } from './ranges.ts';

/** Counterparts of the bits in `decode.ts`. */
const HAS_KEY = 0b0010_0000;
const HAS_ORIGIN = 0b1000_0000;
const CONTENT_DELETED = 1;
const CONTENT_ANY = 8;

const writeItem = (encoder: encoding.Encoder, { values, origin, place, length }: Item): void => {
  const content = values ? CONTENT_ANY : CONTENT_DELETED;
  encoding.writeUint8(
    encoder,
    content | (origin ? HAS_ORIGIN : 0) | (place?.key === undefined ? 0 : HAS_KEY),
  );
  if (origin) {
    encoding.writeVarUint(encoder, origin.client);
    encoding.writeVarUint(encoder, origin.clock);
  } else if (place) {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, place.root);
    if (place.key !== undefined) encoding.writeVarString(encoder, place.key);
  }
  encoding.writeVarUint(encoder, length);
  for (const value of values ?? [])
    encoding.writeAny(encoder, value as Parameters<typeof encoding.writeAny>[1]);
};

/** Items of one client must follow each other without a gap. */
export const encodeUpdate = (
  items: ReadonlyMap<number, readonly Item[]>,
  deletions: ReadonlyMap<number, readonly Range[]>,
): Uint8Array<ArrayBuffer> =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, items.size);
    for (const [client, ofClient] of items) {
      encoding.writeVarUint(encoder, ofClient.length);
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, ofClient[0]?.clock ?? 0);
      for (const item of ofClient) writeItem(encoder, item);
    }
    encoding.writeVarUint(encoder, deletions.size);
    for (const [client, ranges] of deletions) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, ranges.length);
      for (const { clock, length } of ranges) {
        encoding.writeVarUint(encoder, clock);
        encoding.writeVarUint(encoder, length);
      }
    }
  }) as Uint8Array<ArrayBuffer>;
