const UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** As people say it: "86 MB", "1.2 GB". `locale` is the browser's unless a test wants one. */
export const size = (bytes: number, locale?: string): string => {
  let value = bytes / 1_000;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[unit] ?? 'kilobyte',
    maximumFractionDigits: value < 9.95 && unit > 0 ? 1 : 0,
  }).format(value);
};
