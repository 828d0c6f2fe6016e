/** A stretch of days as somebody writes it, in the device's own time zone. */
export interface Period {
  /** As it is written: `2026`, `2026-03` or `2026-03-01`. */
  readonly written: string;
  readonly from: number;
  /** The first moment after it. */
  readonly to: number;
}

const WRITTEN = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/;

const two = (number: number): string => String(number).padStart(2, '0');

export const dayAt = (at: number): string => {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** @returns undefined for what names no day, month or year that there is */
export const parsePeriod = (words: string, now: number): Period | undefined => {
  const written = words === 'today' ? dayAt(now) : words === 'yesterday' ? dayAt(dayBefore(now)) : words;
  const match = WRITTEN.exec(written);
  if (match === null) return undefined;
  const [, year = '', month, day] = match;
  const from = new Date(Number(year), Number(month ?? 1) - 1, Number(day ?? 1));
  if (month !== undefined && from.getMonth() !== Number(month) - 1) return undefined;
  if (day !== undefined && from.getDate() !== Number(day)) return undefined;
  const to = new Date(from);
  if (day !== undefined) to.setDate(to.getDate() + 1);
  else if (month !== undefined) to.setMonth(to.getMonth() + 1);
  else to.setFullYear(to.getFullYear() + 1);
  return { written, from: from.getTime(), to: to.getTime() };
};

const dayBefore = (at: number): number => {
  const date = new Date(at);
  return date.setDate(date.getDate() - 1);
};

/** As a sentence names it: "1 March 2026", "March 2026", "2026". */
export const periodName = ({ written, from }: Period, locale?: string): string => {
  const parts = written.split('-').length;
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    ...(parts > 1 ? { month: 'short' } : {}),
    ...(parts > 2 ? { day: 'numeric' } : {}),
  }).format(from);
};
