/**
 * The new value, built of the former one's parts wherever they are equal, so that what did not change stays identical
 * and is not drawn again. Knows plain objects, arrays, maps and sets; everything else is compared by identity.
 */
export const share = <Value>(former: unknown, next: Value): Value => shared(former, next) as Value;

const shared = (former: unknown, next: unknown): unknown => {
  if (Object.is(former, next)) return former;
  if (Array.isArray(former) && Array.isArray(next)) return sharedArray(former, next);
  if (former instanceof Map && next instanceof Map) return sharedMap(former, next);
  if (former instanceof Set && next instanceof Set)
    return former.size === next.size && [...next].every((value) => former.has(value)) ? former : next;
  if (isPlain(former) && isPlain(next)) return sharedObject(former, next);
  return next;
};

const sharedArray = (former: readonly unknown[], next: readonly unknown[]): readonly unknown[] => {
  const byId = new Map(former.filter(hasId).map((value) => [value.id, value]));
  // Rows move when something is put before them: those that have an id are found by it.
  const parts = next.map((value, at) => shared(hasId(value) ? byId.get(value.id) : former[at], value));
  return parts.length === former.length && parts.every((part, at) => part === former[at]) ? former : parts;
};

const sharedMap = (former: ReadonlyMap<unknown, unknown>, next: ReadonlyMap<unknown, unknown>): unknown => {
  const parts = new Map([...next].map(([key, value]) => [key, shared(former.get(key), value)]));
  const isSame = parts.size === former.size && [...parts].every(([key, part]) => former.get(key) === part);
  return isSame ? former : parts;
};

type Plain = Readonly<Record<string, unknown>>;

const sharedObject = (former: Plain, next: Plain): Plain => {
  const keys = Object.keys(next);
  const parts = Object.fromEntries(keys.map((key) => [key, shared(former[key], next[key])]));
  const isSame =
    keys.length === Object.keys(former).length &&
    keys.every((key) => Object.hasOwn(former, key) && parts[key] === former[key]);
  return isSame ? former : parts;
};

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const hasId = (value: unknown): value is { readonly id: unknown } => isPlain(value) && 'id' in value;
