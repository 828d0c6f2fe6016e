/** Compares the numbered rules of every SPEC.md with the tests whose titles begin with their numbers, both ways. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Place {
  readonly number: string;
  readonly where: string;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const HOUSES = ['shared', 'server', 'client', 'e2e'];
const IGNORED = new Set(['node_modules', 'dist', 'dev-dist', 'results']);

/** `- **ST1** A message gets …` */
const RULE = /^- \*\*([A-Z]{2}\d+)\*\*/gm;
/** `'ST1 a message gets …'`, wherever `test.each` or a line break puts it. A test that is skipped proves nothing. */
const TITLE = /(?<!\.(?:skip|todo|fails)\(\s*)['"`]([A-Z]{2}\d+) /g;

const files = HOUSES.flatMap((house) => filesBelow(join(root, house)));
const rules = files.filter((path) => path.endsWith('/SPEC.md')).flatMap((path) => placesOf(path, RULE));
const tests = files
  .filter((path) => /\.(test|spec)\.tsx?$/.test(path))
  .flatMap((path) => placesOf(path, TITLE));

const ruled = new Set(rules.map(({ number }) => number));
const tested = new Set(tests.map(({ number }) => number));
const complaints = [
  ...rules
    .filter(({ number }, index) => rules.findIndex((rule) => rule.number === number) < index)
    .map(({ number, where }) => `${where}: the number ${number} is taken by another rule.`),
  ...rules
    .filter(({ number }) => !tested.has(number))
    .map(({ number, where }) => `${where}: no test is called ${number}.`),
  ...tests
    .filter(({ number }) => !ruled.has(number))
    .map(({ number, where }) => `${where}: there is no rule ${number}.`),
];

for (const complaint of complaints) console.error(complaint);
if (rules.length === 0) console.error('No rule was found: nothing was compared.');
console.log(
  `rules: ${ruled.size} compared with ${tests.length} titles of tests, ${complaints.length} complaints`,
);
process.exitCode = complaints.length > 0 || rules.length === 0 ? 1 : 0;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function placesOf(path: string, pattern: RegExp): Place[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(pattern)].map((match) => ({
    number: match[1] ?? '',
    where: `${relative(root, path)}:${text.slice(0, match.index).split('\n').length}`,
  }));
}
