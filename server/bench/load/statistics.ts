export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.ceil((percent / 100) * sorted.length) - 1];
  if (value === undefined) throw new RangeError('There is no percentile of nothing.');
  return value;
};

/** Three digits are what a benchmark can mean. */
export const rounded = (value: number): number => Number(value.toPrecision(3));

export const median = (values: readonly number[]): number => percentile(values, 50);
