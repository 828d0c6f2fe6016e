import { useEffect, useRef, useState } from 'react';
import { dayName } from '../words/time.ts';
import type { Row } from './rows.ts';
import styles from './FloatingDay.module.css';

const LINGER_MS = 1_200;

interface FloatingDayProps {
  readonly rows: readonly Row[];
  /** The first row in sight; undefined until the person has scrolled. */
  readonly topRow: number | undefined;
  readonly today: number;
}

const dayAt = (rows: readonly Row[], index: number): number | undefined => {
  for (let row = Math.min(index, rows.length - 1); row >= 0; row -= 1) {
    const day = rows[row]?.day;
    if (day !== undefined) return day;
  }
  return undefined;
};

/** While one scrolls, the day of what is in sight stands above it. */
export const FloatingDay = ({ rows, topRow, today }: FloatingDayProps) => {
  const [shown, setShown] = useState(false);
  const before = useRef(topRow);
  const total = useRef(rows.length);
  useEffect(() => {
    const moved = before.current !== topRow && total.current === rows.length;
    before.current = topRow;
    total.current = rows.length;
    if (!moved || topRow === undefined) return undefined;
    setShown(true);
    const timer = setTimeout(() => setShown(false), LINGER_MS);
    return () => clearTimeout(timer);
  }, [topRow, rows.length]);
  // Where a day begins its own line says so.
  if (topRow === undefined || rows[topRow]?.day !== undefined) return null;
  const day = dayAt(rows, topRow);
  if (day === undefined) return null;
  return (
    <p aria-hidden className={styles['day']} data-shown={shown || undefined}>
      {dayName(day, today)}
    </p>
  );
};
