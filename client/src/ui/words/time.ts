/** Times as people say them. `locale` is the browser's unless a test wants one. */

const DAY_MS = 86_400_000;

type Locale = string | undefined;

// The first one loads the rules of a language, which takes longer than all that is shown with it: so it is made before.
new Intl.DateTimeFormat().format();

const formatters = new Map<string, Intl.DateTimeFormat>();

const format = (at: number, options: Intl.DateTimeFormatOptions, locale: Locale): string => {
  const key = `${locale ?? ''} ${JSON.stringify(options)}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(locale, options);
    formatters.set(key, formatter);
  }
  return formatter.format(at);
};

/** Midnight of the day, in the device's time zone. */
export const dayOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** Whole days from one to the other, whatever summer time does to their length. */
const daysBetween = (earlier: number, later: number): number =>
  Math.round((dayOf(later) - dayOf(earlier)) / DAY_MS);

const sameYear = (one: number, other: number): boolean =>
  new Date(one).getFullYear() === new Date(other).getFullYear();

export const clock = (at: number, locale?: string): string => format(at, { timeStyle: 'short' }, locale);

export const fullTime = (at: number, locale?: string): string =>
  format(at, { dateStyle: 'full', timeStyle: 'short' }, locale);

/** In a list: as short as still says which. */
export const shortTime = (at: number, now: number, locale?: string): string => {
  const days = daysBetween(at, now);
  if (days <= 0) return clock(at, locale);
  if (days === 1) return 'Yesterday';
  if (days < 7) return format(at, { weekday: 'short' }, locale);
  if (sameYear(at, now)) return format(at, { day: 'numeric', month: 'short' }, locale);
  return format(at, { dateStyle: 'short' }, locale);
};

/** On a day separator. */
export const dayName = (at: number, now: number, locale?: string): string => {
  const days = daysBetween(at, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  const options = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  return format(at, sameYear(at, now) ? options : { ...options, year: 'numeric' }, locale);
};

/** What a late message says about itself: the day only when it is another one. */
export const writtenAt = (sentAt: number, at: number, locale?: string): string => {
  const time = clock(sentAt, locale);
  if (dayOf(sentAt) === dayOf(at)) return `written ${time}`;
  return `written ${format(sentAt, { day: 'numeric', month: 'short' }, locale)}, ${time}`;
};

/** As a date field has it. */
export const dayField = (at: number): string => {
  const date = new Date(at);
  const parts = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'));
  return [String(date.getFullYear()).padStart(4, '0'), ...parts].join('-');
};

/** Midnight of the day in a date field; undefined while it names none. */
export const parseDayField = (field: string): number | undefined => {
  const [year, month, day] = field.split('-').map(Number);
  if (year === undefined || month === undefined || !day || year < 1970) return undefined;
  return Math.max(0, new Date(year, month - 1, day).getTime());
};

/** Midnight of some days before, whatever summer time does to their length. */
export const dayBefore = (day: number, days: number): number =>
  new Date(day).setDate(new Date(day).getDate() - days);

/** When a device was last seen, which is known to the day: that of Greenwich, so that all devices say the same. */
export const lastSeen = (at: number, now: number, locale?: string): string => {
  const days = Math.floor(now / DAY_MS) - Math.floor(at / DAY_MS);
  if (days <= 0) return 'Active today';
  if (days === 1) return 'Active yesterday';
  const options = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return `Last active ${format(at, options, locale)}`;
};
