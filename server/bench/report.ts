import { median } from './load/statistics.ts';
import type { Figures } from './workloads/workload.ts';

export interface Run {
  readonly workload: string;
  readonly system: string;
  readonly figures: Figures;
}

/** What a figure is compared by; others only say what was measured. */
const OURS = 'skein';

/** As people read them, in the order of the table. */
const SYSTEM_NAMES: Readonly<Record<string, string>> = {
  bare: 'bare `ws`',
  skein: 'Skein',
  hocuspocus: 'Hocuspocus 4.7 + SQLite',
  'y-websocket': 'y-websocket 2.1 + LevelDB',
};

/** A figure that has no name here is in the JSON lines only. */
const FIGURE_NAMES: Readonly<Record<string, string>> = {
  deliveriesPerSecond: 'deliveries a second',
  cpuSecondsPer100kDeliveries: 'CPU s for 100,000 deliveries',
  steadyCpuSecondsPer100kDeliveries: 'CPU s for 100,000 deliveries at 1,000 messages a second',
  saturationMessagesPerSecond: 'messages a second while 99 % arrive within 250 ms',
  cpuMicrosecondsPerMessage: 'CPU µs a message',
  p50Ms: 'until it is back, median, ms',
  p99Ms: 'until it is back, 99 %, ms',
  commitP99Ms: 'one commit of the journal alone, 99 %, ms',
  usableAfterMs: 'usable after, ms',
  receivedBytes: 'bytes received',
  grownResidentMB: 'memory of the relay, MB',
  diskBytesPerMessage: 'bytes on disk a message',
  indexBytesPerMessage: 'bytes of the search index a message',
  restedKBEach: 'memory, kB each',
  leftKBEach: 'memory left when they have gone, kB each',
  othersP99Ms: 'until the others have it, 99 %, ms',
  lost: 'messages that somebody had seen and are lost',
  saidPerSecond: 'messages a second',
  firstResidentMB: 'memory after the first minute, MB',
  lastResidentMB: 'memory at the end, MB',
  firstHeapMB: 'of that JavaScript, MB',
  lastHeapMB: 'of that JavaScript at the end, MB',
  grownMBPerMinute: 'grows by, MB a minute',
};

/** Markdown: a line for each figure, medians, and in parentheses ours divided by that. */
export const tableOf = (
  runs: readonly Run[],
  systems: readonly string[],
  titles: Readonly<Record<string, string>>,
): string => {
  const lines = [
    `| what | figure | ${systems.map((system) => SYSTEM_NAMES[system] ?? system).join(' | ')} |`,
    `| --- | --- | ${systems.map(() => '--:').join(' | ')} |`,
  ];
  for (const workload of new Set(runs.map((run) => run.workload))) {
    const ofWorkload = runs.filter((run) => run.workload === workload);
    let title = titles[workload] ?? workload;
    for (const [figure, name] of Object.entries(FIGURE_NAMES)) {
      const medianOf = (system: string): number | undefined => {
        const values = ofWorkload
          .filter((run) => run.system === system)
          .flatMap(({ figures }) => figures[figure] ?? []);
        return values.length > 0 ? median(values) : undefined;
      };
      const ours = medianOf(OURS);
      if (ours === undefined) continue;
      const cells = systems.map((system) => cellOf(medianOf(system), system === OURS ? undefined : ours));
      lines.push(`| ${title} | ${name} | ${cells.join(' | ')} |`);
      title = '';
    }
  }
  return lines.join('\n');
};

const cellOf = (value: number | undefined, ours: number | undefined): string => {
  if (value === undefined) return '–';
  const text = value.toLocaleString('en', { maximumFractionDigits: 2 });
  return ours === undefined || value <= 0 ? text : `${text} (${(ours / value).toPrecision(2)} ×)`;
};
