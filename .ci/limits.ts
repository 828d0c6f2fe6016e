/** Compares the table of limits in ARCHITECTURE.md with shared/src/limits.ts: every name, its value, every reason. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
// Read as they are: what is not built is no part of the tools' own project.
const namesIn = async (file: string): Promise<Record<string, unknown>> =>
  (await import(`${root}shared/src/${file}`)) as Record<string, unknown>;
const limits = await namesIn('limits.ts');
const refusals = (await namesIn('refusals.ts'))['REFUSALS'] as object;
const text = readFileSync(`${root}ARCHITECTURE.md`, 'utf8');
const [, section = ''] = /^## Limits$([\s\S]*?)^## /m.exec(text) ?? [];

/** `NAME` 1,000 */
const told = new Map(
  [...section.matchAll(/`([A-Z][A-Z_]+)` ([\d,]+)/g)].map(([, name = '', value = '']) => [
    name,
    Number(value.replaceAll(',', '')),
  ]),
);
const reasons = [...section.matchAll(/`([a-z][a-z-]+)`/g)].map(([, reason = '']) => reason);
const real = new Map<string, unknown>(Object.entries(limits));

const complaints = [
  ...[...real]
    .filter(([name, value]) => told.get(name) !== value)
    .map(
      ([name, value]) =>
        `ARCHITECTURE.md, Limits: ${name} is ${Number(value).toLocaleString('en')}, the table says ${told.get(name)?.toLocaleString('en') ?? 'nothing'}.`,
    ),
  ...[...told.keys()]
    .filter((name) => !real.has(name))
    .map((name) => `ARCHITECTURE.md, Limits: there is no ${name}.`),
  ...reasons
    .filter((reason) => !Object.hasOwn(refusals, reason))
    .map((reason) => `ARCHITECTURE.md, Limits: there is no reason ${reason}.`),
];

for (const complaint of complaints) console.error(complaint);
console.log(`limits: ${real.size} compared with the table, ${complaints.length} complaints`);
process.exitCode = complaints.length > 0 || real.size === 0 ? 1 : 0;
