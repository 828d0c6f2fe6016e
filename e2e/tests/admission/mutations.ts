import { decodeUpdate, type Item, type Struct } from '@skein/shared/admission/decode';
import { encodeUpdate } from '@skein/shared/admission/encode';
import type { Range } from '@skein/shared/admission/ranges';
import type { SeededRandom } from '../simulation/random.ts';

const EDGES = [
  0,
  1,
  127,
  128,
  65_535,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  Number.MAX_SAFE_INTEGER - 1,
  Number.MAX_SAFE_INTEGER,
] as const;
const BYTES = [0, 1, 8, 10, 0x7f, 0x80, 0x88, 0xa8, 0xff] as const;
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  'messages',
  'amendments',
  'cursors',
  'reactions',
  'stamps',
  'writers',
  'meta',
  'settings',
  'drafts',
  'mallory-phone',
  'm1 mallory 👍',
  'm1 alice 👍',
] as const;
const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  2 ** 31,
  -(2 ** 53),
  Number.MIN_VALUE,
  Number.MAX_VALUE,
  0.1,
  '',
  '__proto__',
  '\u0000',
  '𝄞',
  [],
  {},
  { constructor: 1 },
  { toString: { valueOf: [] } },
  { user: 'mallory', seq: 0 },
  { user: 'alice', seq: 0 },
];

type Mutation = (update: Uint8Array, random: SeededRandom, other: Uint8Array) => Uint8Array;

const spliced = (
  update: Uint8Array,
  at: number,
  removed: number,
  added: Uint8Array = new Uint8Array(),
): Uint8Array =>
  Uint8Array.from([
    ...update.subarray(0, at),
    ...added,
    ...update.subarray(Math.min(at + removed, update.length)),
  ]);

/** Seven bits a byte, the lowest first, as Yjs writes lengths, clocks and ids. */
const varUint = (value: number): Uint8Array => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push(128 | (rest % 128));
  return Uint8Array.from([...bytes, rest]);
};

const onBytes: readonly Mutation[] = [
  (update, random) => {
    const changed = update.slice();
    const at = random.below(changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
    return changed;
  },
  (update, random) => spliced(update, random.below(update.length), 1, Uint8Array.of(random.pick(BYTES))),
  (update, random) => spliced(update, random.below(update.length), 1, varUint(random.pick(EDGES))),
  (update, random) => spliced(update, random.below(update.length), 1 + random.below(8)),
  (update, random) => update.slice(0, random.below(update.length)),
  (update, random) => {
    const at = random.below(update.length);
    return spliced(update, at, 0, update.slice(at, at + 1 + random.below(40)));
  },
  (update, random, other) => {
    const part = other.slice(random.below(other.length));
    return spliced(update, random.below(update.length), random.below(20), part.slice(0, random.below(60)));
  },
];

type Decoded = { structs: Map<number, Struct[]>; deletions: Map<number, Range[]> };

const anItem = (
  decoded: Decoded,
  random: SeededRandom,
): { structs: Struct[]; index: number; item: Item } | undefined => {
  const all = [...decoded.structs.values()].flatMap((structs) =>
    structs.flatMap((item, index) => (item.kind === 'item' ? [{ structs, index, item }] : [])),
  );
  return all[random.below(all.length)];
};

const clientIn = ({ structs, deletions }: Decoded, random: SeededRandom): number => {
  const clients = [...structs.keys(), ...deletions.keys(), 1, 101, 102, 103, 666];
  return clients[random.below(clients.length)] ?? 1;
};

/** Changes one item, whatever it then is. */
const withItem =
  (change: (item: Item, random: SeededRandom, decoded: Decoded) => Partial<Item>) =>
  (decoded: Decoded, random: SeededRandom): void => {
    const found = anItem(decoded, random);
    if (found) found.structs[found.index] = { ...found.item, ...change(found.item, random, decoded) };
  };

const without = <Key extends keyof Item>(item: Item, key: Key): Omit<Item, Key> => {
  const { [key]: _, ...rest } = item;
  return rest;
};

const onStructs: readonly [
  (decoded: Decoded, random: SeededRandom) => void,
  ...((decoded: Decoded, random: SeededRandom) => void)[],
] = [
  withItem((_, random) => ({ values: [random.pick(VALUES)], length: 1 })),
  withItem((item, random, decoded) => ({
    origin: { client: clientIn(decoded, random), clock: Math.max(0, item.clock - 3 + random.below(6)) },
  })),
  withItem((_, random, decoded) => ({
    origin: { client: clientIn(decoded, random), clock: random.pick(EDGES) },
  })),
  (decoded, random) => {
    const found = anItem(decoded, random);
    if (!found) return;
    const place = { root: random.pick(NAMES), ...(random.below(2) ? { key: random.pick(NAMES) } : {}) };
    found.structs[found.index] = { ...without(found.item, 'origin'), place } as Item;
  },
  (decoded, random) => {
    const found = anItem(decoded, random);
    if (found) found.structs[found.index] = without(found.item, 'values') as Item;
  },
  // Split in two, as who has only the first half sends the second.
  (decoded, random) => {
    const found = anItem(decoded, random);
    if (!found || found.item.length < 2) return;
    const { item } = found;
    const { place: _, ...rest } = item;
    const at = 1 + random.below(item.length - 1);
    const [first, second] = [item.values?.slice(0, at), item.values?.slice(at)];
    found.structs.splice(
      found.index,
      1,
      { ...item, length: at, ...(first ? { values: first } : {}) },
      {
        ...rest,
        clock: item.clock + at,
        length: item.length - at,
        origin: { client: item.client, clock: item.clock + at - 1 },
        ...(second ? { values: second } : {}),
      },
    );
  },
  (decoded, random) => {
    const found = anItem(decoded, random);
    found?.structs.splice(0, found.index);
  },
  (decoded, random) => {
    const found = anItem(decoded, random);
    if (found) found.structs.length = found.index;
  },
  (decoded, random) => {
    decoded.structs = new Map([...decoded.structs].toReversed());
    decoded.structs.delete(random.below(4) ? -1 : clientIn(decoded, random));
  },
  // Everything of one client under the id of another.
  (decoded, random) => {
    const [from, to] = [
      clientIn(decoded, random),
      random.below(3) ? clientIn(decoded, random) : random.pick(EDGES),
    ];
    const moved = decoded.structs
      .get(from)
      ?.map((struct) => ('client' in struct ? { ...struct, client: to } : struct));
    decoded.structs.delete(from);
    if (moved) decoded.structs.set(to, moved);
  },
  (decoded, random) => {
    const client = clientIn(decoded, random);
    const range = { clock: random.below(12), length: 1 + random.below(random.below(3) ? 3 : 200) };
    decoded.deletions.set(client, [...(decoded.deletions.get(client) ?? []), range]);
  },
  (decoded, random) => {
    decoded.deletions.delete(clientIn(decoded, random));
  },
];

const decodedOrNot = (update: Uint8Array): Decoded | undefined => {
  try {
    const { structs, deletions } = decodeUpdate(update);
    return {
      structs: new Map([...structs].map(([client, ofClient]) => [client, [...ofClient]])),
      deletions: new Map([...deletions].map(([client, ranges]) => [client, [...ranges]])),
    };
  } catch {
    // Then it is mutated as bytes.
    return undefined;
  }
};

const onStructsOf = (update: Uint8Array, random: SeededRandom): Uint8Array | undefined => {
  const decoded = decodedOrNot(update);
  if (decoded === undefined) return undefined;
  for (let count = 1 + random.below(3); count > 0; count--) random.pick(onStructs)(decoded, random);
  const items = [...decoded.structs].flatMap(([client, structs]) => {
    const ofClient = structs.filter((struct) => struct.kind === 'item');
    return ofClient.length > 0 ? [[client, ofClient] as const] : [];
  });
  try {
    return encodeUpdate(new Map(items), decoded.deletions);
  } catch {
    // Not every combination can be written down.
    return undefined;
  }
};

/** Another update, made of this one and perhaps a part of the other one. */
export const mutate = (update: Uint8Array, other: Uint8Array, random: SeededRandom): Uint8Array => {
  const changed = (random.below(2) ? onStructsOf(update, random) : undefined) ?? update;
  if (changed !== update && random.below(3)) return changed;
  let result = changed;
  for (let count = 1 + random.below(3); count > 0 && result.length > 0; count--)
    result = random.pick(onBytes)(result, random, other);
  return result;
};
