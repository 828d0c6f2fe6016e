import { median } from './load/statistics.ts';
import type { Figures } from './workloads/workload.ts';

export interface Run {
  readonly workload: string;
  readonly system: string;
  readonly figures: Figures;
}

/** What a figure is compared by; others only say what was measured. */
const OURS = 'skein';

/** Markdown: a line for each figure, medians, and in parentheses ours divided by that. */
export const tableOf = (runs: readonly Run[], systems: readonly string[]): string => {
  const lines = [
    `| workload | figure | ${systems.join(' | ')} |`,
    `| --- | --- | ${systems.map(() => '--:').join(' | ')} |`,
  ];
  for (const workload of new Set(runs.map((run) => run.workload))) {
    const ofWorkload = runs.filter((run) => run.workload === workload);
    for (const figure of new Set(ofWorkload.flatMap(({ figures }) => Object.keys(figures)))) {
      const medianOf = (system: string): number | undefined => {
        const values = ofWorkload
          .filter((run) => run.system === system)
          .flatMap(({ figures }) => figures[figure] ?? []);
        return values.length > 0 ? median(values) : undefined;
      };
      const ours = medianOf(OURS);
      const cells = systems.map((system) => cellOf(medianOf(system), system === OURS ? undefined : ours));
      lines.push(`| ${workload} | ${figure} | ${cells.join(' | ')} |`);
    }
  }
  return lines.join('\n');
};

const cellOf = (value: number | undefined, ours: number | undefined): string => {
  if (value === undefined) return '–';
  const text = value.toLocaleString('en', { maximumFractionDigits: 2 });
  return ours === undefined || value <= 0 ? text : `${text} (${(ours / value).toPrecision(2)} ×)`;
};
