import { expect, it } from 'vitest';
import {
  clock,
  dayBefore,
  dayField,
  dayName,
  lastSeen,
  parseDayField,
  shortTime,
  writtenAt,
} from './time.ts';

const at = (text: string): number => new Date(text).getTime();
const now = at('2026-11-20T15:30:00');

it('gives the clock for today and words or dates for what is further away', () => {
  expect(shortTime(at('2026-11-20T09:05:00'), now, 'en-GB')).toBe('09:05');
  expect(shortTime(at('2026-11-19T23:59:00'), now, 'en-GB')).toBe('Yesterday');
  expect(shortTime(at('2026-11-16T10:00:00'), now, 'en-GB')).toBe('Mon');
  expect(shortTime(at('2026-03-02T10:00:00'), now, 'en-GB')).toBe('2 Mar');
  expect(shortTime(at('2025-03-02T10:00:00'), now, 'en-GB')).toBe('02/03/2025');
});

it('shows what a fast clock put into the future as today', () => {
  expect(shortTime(now + 60_000, now, 'en-GB')).toBe(clock(now + 60_000, 'en-GB'));
});

it('names days, with the year only when it is another one', () => {
  expect(dayName(now, now, 'en-GB')).toBe('Today');
  expect(dayName(at('2026-11-19T00:00:00'), now, 'en-GB')).toBe('Yesterday');
  expect(dayName(at('2026-11-10T12:00:00'), now, 'en-GB')).toMatch(/^Tuesday,? 10 November$/);
  expect(dayName(at('2025-11-10T12:00:00'), now, 'en-GB')).toMatch(/^Monday,? 10 November 2025$/);
});

it('says when a late message was written', () => {
  expect(writtenAt(at('2026-11-20T14:02:00'), now, 'en-GB')).toBe('written 14:02');
  expect(writtenAt(at('2026-11-18T14:02:00'), now, 'en-GB')).toBe('written 18 Nov, 14:02');
});

it('says how long ago a device was there', () => {
  const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);
  expect(lastSeen(day('2026-11-20'), day('2026-11-20') + 1)).toBe('Active today');
  expect(lastSeen(day('2026-11-20'), day('2026-11-22') - 1)).toBe('Active yesterday');
  expect(lastSeen(day('2026-11-02'), day('2026-11-20'), 'en-GB')).toBe('Last active 2 November 2026');
});

it('reads and writes a date field, in the time zone of the device', () => {
  const day = new Date(2026, 2, 9).getTime();
  expect(dayField(day)).toBe('2026-03-09');
  expect(parseDayField('2026-03-09')).toBe(day);
  for (const none of ['', '2026', '0001-01-01', 'soon']) expect(parseDayField(none)).toBeUndefined();
});

it('counts days back over months', () => {
  expect(dayBefore(new Date(2026, 2, 9).getTime(), 30)).toBe(new Date(2026, 1, 7).getTime());
});
