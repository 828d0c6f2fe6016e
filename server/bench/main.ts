/**
 * `pnpm bench [--runs n] [--systems a,b] [--minutes n] [workload …]`: the shipped relay beside the servers people use today and beside bare `ws`,
 * each in its own process on an empty folder, load from this one. One JSON line a run, then medians as a table.
 */
import { parseArgs } from 'node:util';
import { tableOf, type Run } from './report.ts';
import { startBare } from './systems/bare.ts';
import { anyDeath } from './systems/child.ts';
import { startHocuspocus } from './systems/hocuspocus.ts';
import { installPeers } from './systems/peers.ts';
import { startSkein } from './systems/skein.ts';
import type { System } from './systems/system.ts';
import { startYWebsocket } from './systems/yWebsocket.ts';
import { fanOut } from './workloads/fanOut.ts';
import { idle } from './workloads/idle.ts';
import { killed } from './workloads/killed.ts';
import { latency } from './workloads/latency.ts';
import { manyRooms } from './workloads/manyRooms.ts';
import { oneSender } from './workloads/oneSender.ts';
import { opening } from './workloads/opening.ts';
import { soak } from './workloads/soak.ts';
import { stalled } from './workloads/stalled.ts';
import type { Workload } from './workloads/workload.ts';

const WORKLOADS: Readonly<Record<string, Workload>> = {
  'fan-out-50': fanOut(50),
  'fan-out-500': fanOut(500),
  'many-rooms': manyRooms,
  'one-sender': oneSender,
  latency,
  'opening-1k': opening(1_000),
  'opening-10k': opening(10_000),
  'opening-100k': opening(100_000),
  idle: idle(1_000),
  stalled,
  killed,
};

const { values, positionals } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    systems: { type: 'string' },
    minutes: { type: 'string', default: '10' },
  },
  allowPositionals: true,
});

/** They take long and say something about one system, or need much of the machine: only when asked for. */
const ON_REQUEST: Readonly<Record<string, Workload>> = {
  'idle-10k': idle(10_000),
  soak: soak(Number(values.minutes)),
};
const ALL = { ...WORKLOADS, ...ON_REQUEST };

/** Started when it is its turn; the peers are installed when one of them is asked for. */
const SYSTEMS: Readonly<Record<string, () => Promise<System>>> = {
  bare: startBare,
  skein: () => startSkein(),
  hocuspocus: async () => startHocuspocus(await installPeers()),
  'y-websocket': async () => startYWebsocket(await installPeers()),
};

const chosen = (
  all: readonly string[],
  asked: readonly string[],
  otherwise: readonly string[] = all,
): readonly string[] => {
  const unknown = asked.find((name) => !all.includes(name));
  if (unknown === undefined) return asked.length > 0 ? asked : otherwise;
  console.error(`There is no ${unknown}. There are ${all.join(', ')}.`);
  process.exit(1);
};
const systems = chosen(Object.keys(SYSTEMS), values.systems?.split(',') ?? []);
const workloads = chosen(Object.keys(ALL), positionals, Object.keys(WORKLOADS));

const runs: Run[] = [];
for (const workload of workloads)
  for (let run = 1; run <= Number(values.runs); run++)
    // In turn, so that all of them see the same moods of the machine.
    for (const name of systems) {
      const { systems: meant, run: measure } = ALL[workload as keyof typeof ALL] as Workload;
      if (meant?.includes(name) === false) continue;
      const system = await (SYSTEMS[name] as () => Promise<System>)();
      try {
        const figures = await Promise.race([measure(system), anyDeath()]);
        runs.push({ workload, system: name, figures });
        console.log(JSON.stringify({ workload, system: name, run, ...figures }));
      } catch (error) {
        // One that breaks down is measured on, and so are the others.
        console.error(`${workload}, ${name}, run ${run}:`, error);
        process.exitCode = 1;
      } finally {
        await system.end();
      }
    }
const titles = Object.fromEntries(Object.entries(ALL).map(([name, { title }]) => [name, title]));
console.log(`\n${tableOf(runs, systems, titles)}`);
