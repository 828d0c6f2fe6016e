import * as encoding from 'lib0/encoding';
import type { StructId } from '@skein/shared/admission/case';
import { merged } from '@skein/shared/admission/ranges';
import * as Y from 'yjs';

/**
 * Elements of a list by what Yjs calls them. An index into a list is never used by the relay: inside a transaction that
 * began with somebody's update Yjs' search markers are stale, and an index then hits another element.
 */
export interface Element<Value> {
  readonly value: Value;
  readonly at: StructId;
}

/** Alive ones, in the order of the list. */
export function* elementsOf<Value>(list: Y.Array<Value>): Generator<Element<Value>> {
  for (let item = list._start; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentAny)) continue;
    const { client, clock } = item.id;
    const values = item.content.arr as Value[];
    for (const [offset, value] of values.entries()) yield { value, at: { client, clock: clock + offset } };
  }
}

/** An update that deletes exactly these and changes nothing else. */
export const deletionOf = (elements: readonly StructId[]): Uint8Array => {
  const byClient = new Map<number, number[]>();
  for (const { client, clock } of elements) {
    const clocks = byClient.get(client);
    if (clocks) clocks.push(clock);
    else byClient.set(client, [clock]);
  }
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, byClient.size);
    for (const [client, clocks] of byClient) {
      const ranges = merged(clocks.map((clock) => ({ clock, length: 1 })));
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, ranges.length);
      for (const { clock, length } of ranges) {
        encoding.writeVarUint(encoder, clock);
        encoding.writeVarUint(encoder, length);
      }
    }
  });
};
