import { useEffect, useState } from 'react';

/** True once `wish` has been true for `delay` without a break: what passes quickly is never shown. */
export const useDelayed = (wish: boolean, delay: number): boolean => {
  const [due, setDue] = useState(false);
  useEffect(() => {
    if (!wish) return undefined;
    const timer = setTimeout(() => setDue(true), delay);
    return () => {
      clearTimeout(timer);
      setDue(false);
    };
  }, [wish, delay]);
  return wish && due;
};
