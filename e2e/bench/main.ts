/**
 * `pnpm bench:app [--runs n] [workload …]`: the built app in a real browser before a real relay. One JSON line a run, then
 * medians as a table.
 */
import { parseArgs } from 'node:util';
import buildOnce from '../globalSetup.ts';
import { catchUp } from './workloads/catchUp.ts';
import { newDevice } from './workloads/newDevice.ts';
import { openConversation } from './workloads/openConversation.ts';
import { search } from './workloads/search.ts';
import { start } from './workloads/start.ts';
import { onStage, type Workload } from './workload.ts';

const WORKLOADS: Readonly<Record<string, Workload>> = {
  'start-1k-conversations': start,
  'new-device-1k-conversations': newDevice,
  'catch-up-5k-messages': catchUp,
  'search-100k-messages': search,
  'open-conversation-100k-messages': openConversation,
};

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !(name in WORKLOADS));
if (unknown !== undefined) {
  console.error(`There is no ${unknown}. There are ${Object.keys(WORKLOADS).join(', ')}.`);
  process.exit(1);
}

await buildOnce();
const lines = ['| workload | figure | median |', '| --- | --- | --: |'];
for (const name of positionals.length > 0 ? positionals : Object.keys(WORKLOADS)) {
  const runs = await onStage(WORKLOADS[name] as Workload, Number(values.runs), (run, figures) =>
    console.log(JSON.stringify({ workload: name, run, ...figures })),
  );
  for (const figure of new Set(runs.flatMap((figures) => Object.keys(figures)))) {
    const sorted = runs.flatMap((figures) => figures[figure] ?? []).toSorted((a, b) => a - b);
    lines.push(`| ${name} | ${figure} | ${sorted[Math.floor(sorted.length / 2)]?.toLocaleString('en')} |`);
  }
}
console.log(`\n${lines.join('\n')}`);
