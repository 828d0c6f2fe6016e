import { RefusedError } from '../refusals.ts';
import type { Item, Struct } from './decode.ts';

/** What one Yjs client brings, and how far it is taken. */
interface Lane {
  readonly structs: readonly Struct[];
  index: number;
  /** The next clock that is neither known nor taken. */
  next: number;
  /** It needs something that is not here. */
  stuck: boolean;
  /** Another lane is being followed on its behalf. */
  waiting: boolean;
}

/** One lane being followed until `until` is taken. */
interface Errand {
  readonly lane: Lane;
  readonly until: number;
}

export interface Applicable {
  /** New items in an order in which each comes after what it depends on, without the part that is known. */
  readonly items: readonly Item[];
  /** Something in the update depends on what is neither in it nor known. */
  readonly missing: boolean;
}

const unknownPart = (item: Item, next: number): Item => {
  const known = next - item.clock;
  if (known === 0) return item;
  const { values, place: _, ...rest } = item;
  return {
    ...rest,
    clock: next,
    length: item.length - known,
    origin: { client: item.client, clock: next - 1 },
    ...(values ? { values: values.slice(known) } : {}),
  };
};

const head = (lane: Lane): Struct | undefined => {
  for (;;) {
    const struct = lane.structs[lane.index];
    if (struct === undefined || struct.clock + struct.length > lane.next) return struct;
    lane.index++;
  }
};

/**
 * Cuts an update to what can be applied now. Linear in the update: whoever waits for another lane follows that one
 * just as far as needed.
 * @param knownClock the next clock that the document lacks of a Yjs client
 * @throws RefusedError `update-invalid` for items that wait for each other
 */
export const applicable = (
  structs: ReadonlyMap<number, readonly Struct[]>,
  knownClock: (client: number) => number,
): Applicable => {
  const lanes = new Map<number, Lane>();
  for (const [client, ofClient] of structs)
    lanes.set(client, {
      structs: ofClient,
      index: 0,
      next: knownClock(client),
      stuck: false,
      waiting: false,
    });
  const items: Item[] = [];

  /** @returns the errand to do first, if any */
  const follow = ({ lane, until }: Errand): Errand | undefined => {
    while (lane.next <= until && !lane.stuck) {
      const struct = head(lane);
      if (struct === undefined) return undefined;
      if (struct.kind === 'skip' || struct.clock > lane.next) lane.stuck = true;
      else {
        const item = unknownPart(struct, lane.next);
        const { origin } = item;
        const other = origin && lanes.get(origin.client);
        if (origin && origin.clock >= (other?.next ?? knownClock(origin.client))) {
          if (other === undefined || other.stuck || head(other) === undefined) lane.stuck = true;
          else if (other.waiting || other === lane)
            throw new RefusedError('update-invalid', 'an origin cycle');
          else return { lane: other, until: origin.clock };
        } else {
          items.push(item);
          lane.next = item.clock + item.length;
        }
      }
    }
    return undefined;
  };

  for (const start of lanes.values()) {
    const errands: Errand[] = [{ lane: start, until: Number.POSITIVE_INFINITY }];
    for (let errand = errands.at(-1); errand; errand = errands.at(-1)) {
      errand.lane.waiting = false;
      const first = follow(errand);
      if (first) {
        errand.lane.waiting = true;
        errands.push(first);
      } else errands.pop();
    }
  }
  return { items, missing: [...lanes.values()].some(({ stuck }) => stuck) };
};
