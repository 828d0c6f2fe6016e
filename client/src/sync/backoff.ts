const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait after so many failures in a row: doubling, and anywhere in its upper half so that devices spread. */
export const backoff = (failures: number, random: () => number): number => {
  if (failures <= 0) return 0;
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return ceiling / 2 + (random() * ceiling) / 2;
};
