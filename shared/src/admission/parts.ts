import { applicable } from './applicable.ts';
import { type DecodedUpdate, decodeUpdate, type Item } from './decode.ts';
import { encodeUpdate } from './encode.ts';
import { type Range, within } from './ranges.ts';
import { RefusedError } from '../refusals.ts';

/** One for every value: a run of messages that were composed one after the other is one item. */
const singles = (item: Item): Item[] => {
  const { values, place: _, ...rest } = item;
  if (values === undefined || values.length === 1) return [item];
  return values.map((value, index) => {
    const clock = item.clock + index;
    if (index === 0) return { ...item, length: 1, values: [value] };
    return { ...rest, clock, length: 1, values: [value], origin: { client: item.client, clock: clock - 1 } };
  });
};

const byClient = (items: readonly Item[]): Map<number, Item[]> => {
  const result = new Map<number, Item[]>();
  for (const item of items) {
    const ofClient = result.get(item.client);
    if (ofClient) ofClient.push(item);
    else result.set(item.client, [item]);
  }
  return result;
};

/** What is deleted of these items goes with them: nobody sees what was taken back before it was sent. */
const deletedOf = (
  items: ReadonlyMap<number, readonly Item[]>,
  deletions: DecodedUpdate['deletions'],
): Map<number, Range[]> =>
  new Map(
    [...items].flatMap(([client, ofClient]): [number, Range[]][] => {
      const ranges = deletions.get(client) ?? [];
      const going = ofClient.flatMap(({ clock, length }) => within(ranges, clock, clock + length));
      return going.length > 0 ? [[client, going]] : [];
    }),
  );

const NONE: ReadonlyMap<number, readonly Item[]> = new Map();

const cut = ({ structs, deletions }: DecodedUpdate, most: number): Uint8Array<ArrayBuffer>[] | undefined => {
  // What it stands behind and does not bring is taken to be there.
  const first = (client: number): number => structs.get(client)?.[0]?.clock ?? Number.POSITIVE_INFINITY;
  const { items, missing } = applicable(structs, first);
  if (missing) return undefined;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let pending: Item[] = [];
  let bytes = 0;
  const flush = (): void => {
    const ofPart = byClient(pending);
    if (ofPart.size > 0) parts.push(encodeUpdate(ofPart, deletedOf(ofPart, deletions)));
    pending = [];
    bytes = 0;
  };
  for (const item of items.flatMap(singles)) {
    const { length } = encodeUpdate(new Map([[item.client, [item]]]), new Map());
    if (bytes + length > most) flush();
    pending.push(item);
    bytes += length;
  }
  flush();
  if (deletions.size > 0) parts.push(encodeUpdate(NONE, deletions));
  return parts;
};

/**
 * An update as several of about so many bytes, each of which can be applied after those before it. One that is short, has
 * a gap or says what admission does not know is left whole.
 */
export const partsOf = (
  update: Uint8Array<ArrayBuffer>,
  most: number,
): readonly Uint8Array<ArrayBuffer>[] => {
  if (update.length <= most) return [update];
  try {
    return cut(decodeUpdate(update), most) ?? [update];
  } catch (error) {
    if (error instanceof RefusedError) return [update];
    throw error;
  }
};
