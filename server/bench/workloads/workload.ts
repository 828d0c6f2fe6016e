import type { System } from '../systems/system.ts';

/** Figures by name; a unit is part of the name. */
export type Figures = Readonly<Record<string, number>>;

export interface Workload {
  /** What it is, for people. */
  readonly title: string;
  /** Systems that it says something about; all when absent. */
  readonly systems?: readonly string[];
  readonly run: (system: System) => Promise<Figures>;
}
