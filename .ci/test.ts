/** Runs every check and every test, says how many tests passed, and fails when any part fails. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Outcome {
  readonly passed: number;
  /** By name: the last lines of the output say once more what failed, and what passed only when it was tried again. */
  readonly failed: readonly string[];
  readonly flaky?: readonly string[];
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly flaky: number };
  readonly suites: readonly PlaywrightSuite[];
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly PlaywrightSpec[];
}

interface PlaywrightSpec {
  readonly title: string;
  readonly file: string;
  readonly ok: boolean;
  readonly tests: readonly { readonly status: string }[];
}

const root = fileURLToPath(new URL('../', import.meta.url));
const cache = `${root}.cache/`;
mkdirSync(cache, { recursive: true });

const parts: Outcome[] = [
  run(['run', 'check'], () => ({ passed: 0, failed: [] })),
  runWithReport(
    'vitest.json',
    [
      'exec',
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${cache}vitest.json`,
    ],
    ({ numPassedTests, testResults }: VitestReport) => ({
      passed: numPassedTests,
      failed: testResults.flatMap(({ name, status, assertionResults }) => {
        const tests = assertionResults.filter((test) => test.status === 'failed');
        if (tests.length > 0) return tests.map(({ fullName }) => `${name}: ${fullName}`);
        return status === 'failed' ? [name] : [];
      }),
    }),
  ),
  runWithReport(
    'e2e.json',
    ['--filter', '@skein/e2e', 'run', 'e2e'],
    ({ stats, suites }: PlaywrightReport) => ({
      passed: stats.expected + stats.flaky,
      failed: namesOf(suites, ({ ok }) => !ok),
      flaky: namesOf(suites, ({ tests }) => tests.some(({ status }) => status === 'flaky')),
    }),
  ),
];

const passed = parts.reduce((sum, part) => sum + part.passed, 0);
const failed = parts.flatMap((part) => part.failed);
for (const name of parts.flatMap(({ flaky = [] }) => flaky))
  console.error(`passed at the second try: ${name}`);
for (const name of failed) console.error(`failed: ${name}`);
console.log(`tests: ${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 || passed === 0 ? 1 : 0;

function namesOf(suites: readonly PlaywrightSuite[], isMeant: (spec: PlaywrightSpec) => boolean): string[] {
  return suites.flatMap(({ suites: inner = [], specs = [] }) => [
    ...specs.filter(isMeant).map(({ file, title }) => `${file}: ${title}`),
    ...namesOf(inner, isMeant),
  ]);
}

function runWithReport<Report>(
  name: string,
  args: readonly string[],
  read: (report: Report) => Outcome,
): Outcome {
  rmSync(cache + name, { force: true });
  return run(args, () => read(JSON.parse(readFileSync(cache + name, 'utf8')) as Report));
}

/** A part that fails counts at least once, whatever it reports: a gate, a crash before the first test, a lost report. */
function run(args: readonly string[], read: () => Outcome): Outcome {
  const { status } = spawnSync('pnpm', args, { cwd: root, stdio: 'inherit' });
  let outcome: Outcome;
  try {
    outcome = read();
  } catch (error) {
    console.error(`No report of "pnpm ${args.join(' ')}":`, error);
    return { passed: 0, failed: [`pnpm ${args.join(' ')}`] };
  }
  if (status === 0 || outcome.failed.length > 0) return outcome;
  return { ...outcome, failed: [`pnpm ${args.join(' ')}`] };
}
