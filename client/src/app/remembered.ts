interface Remembered<Value> {
  readonly parts: readonly unknown[];
  readonly value: Value;
}

/**
 * What is made of each of many items, made anew only where one of its parts is another than the last time. What is not
 * asked for any more is let go of.
 *
 * @param parts all that the value is made of, always in the same order; compared by identity
 */
export const remembered = <Item, Value>(
  keyOf: (item: Item) => unknown,
  parts: (item: Item) => readonly unknown[],
  make: (item: Item) => Value,
): ((items: readonly Item[]) => Value[]) => {
  let known = new Map<unknown, Remembered<Value>>();
  return (items) => {
    const next = new Map<unknown, Remembered<Value>>();
    for (const item of items) {
      const key = keyOf(item);
      const former = known.get(key);
      const own = parts(item);
      const isSame =
        former?.parts.length === own.length && own.every((part, at) => Object.is(part, former.parts[at]));
      next.set(key, isSame ? former : { parts: own, value: make(item) });
    }
    known = next;
    return [...next.values()].map(({ value }) => value);
  };
};
