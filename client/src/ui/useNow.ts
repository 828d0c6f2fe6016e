import { useEffect, useState } from 'react';
import { dayOf } from './words/time.ts';

const MINUTE_MS = 60_000;

/** Changes when the day does, so that "Today" stays true on a screen that is left open. */
export const useToday = (): number => {
  const [today, setToday] = useState(() => dayOf(Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setToday(dayOf(Date.now())), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return today;
};
