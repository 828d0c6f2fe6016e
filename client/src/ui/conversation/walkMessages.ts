import type { KeyboardEvent } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { Row } from './rows.ts';

const articleOf = (log: HTMLElement, key: string): HTMLElement | null =>
  log.querySelector(`[data-row-key="${CSS.escape(key)}"]`);

/** Up and down go from message to message; Tab then enters what can be done with one. */
export const walkMessages = (
  event: KeyboardEvent<HTMLElement>,
  rows: readonly Row[],
  list: VirtualizerHandle | null,
): void => {
  if (event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
  const log = event.currentTarget;
  const current = document.activeElement?.closest('[data-row-key]')?.getAttribute('data-row-key');
  const here = current ? rows.findIndex(({ key }) => key === current) : rows.length;
  const next = here + (event.key === 'ArrowUp' ? -1 : 1);
  const row = rows[next];
  if (!row) return;
  event.preventDefault();
  list?.scrollToIndex(next + 1, { align: 'nearest' });
  // Scrolling mounts the row, one frame later.
  requestAnimationFrame(() => articleOf(log, row.key)?.focus({ preventScroll: true }));
};
