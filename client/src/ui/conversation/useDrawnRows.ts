import { useLayoutEffect, useState } from 'react';
import { type Drawn, stepTo } from './oneEnd.ts';
import type { Row } from './rows.ts';

/** The rows to draw now: those that are wanted, or a step on the way that is over before anything is painted. */
export const useDrawnRows = (wanted: readonly Row[]): Drawn => {
  const [progress, setProgress] = useState<Drawn & { readonly wanted: readonly Row[] }>({
    wanted,
    rows: wanted,
    fromEnd: false,
  });
  if (progress.wanted !== wanted) setProgress({ wanted, ...stepTo(progress.rows, wanted) });
  const { rows } = progress;
  useLayoutEffect(() => {
    // The list has to see the step before it sees what follows.
    // oxlint-disable-next-line react/set-state-in-effect
    if (rows !== wanted) setProgress({ wanted, rows: wanted, fromEnd: false });
  }, [rows, wanted]);
  return progress;
};
