import { STEP_DOCUMENTS_PER_MS, STEP_INTERVAL_MS, STEP_LONGEST_MS } from '@skein/shared/limits';

/**
 * How long the next step waits for more, counted from the beginning of the last one, in milliseconds. A step costs by
 * document more than by message: where it is about many, more is gathered for each.
 */
export const stepInterval = (documents: number): number =>
  Math.min(Math.max(STEP_INTERVAL_MS, documents / STEP_DOCUMENTS_PER_MS), STEP_LONGEST_MS);
