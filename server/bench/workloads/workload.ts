import type { System } from '../systems/system.ts';

/** Figures by name; a unit is part of the name. */
export type Figures = Readonly<Record<string, number>>;

export interface Workload {
  /** Systems that it says something about; all when absent. */
  readonly systems?: readonly string[];
  readonly run: (system: System) => Promise<Figures>;
}
