/** Runs every check and every test, says how many tests passed, and fails when any part fails. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
}

interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number };
}

const root = fileURLToPath(new URL('../', import.meta.url));
const cache = `${root}.cache/`;
mkdirSync(cache, { recursive: true });

const parts: Outcome[] = [
  run(['run', 'check'], () => ({ passed: 0, failed: 0 })),
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
    (report: VitestReport) => ({
      passed: report.numPassedTests,
      failed: Math.max(report.numFailedTests, Math.sign(report.numFailedTestSuites)),
    }),
  ),
  runWithReport('e2e.json', ['--filter', '@skein/e2e', 'run', 'e2e'], ({ stats }: PlaywrightReport) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
  })),
];

const passed = parts.reduce((sum, part) => sum + part.passed, 0);
const failed = parts.reduce((sum, part) => sum + part.failed, 0);
console.log(`tests: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

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
    return { passed: 0, failed: 1 };
  }
  if (status === 0) return outcome;
  console.error(`"pnpm ${args.join(' ')}" failed.`);
  return { passed: outcome.passed, failed: Math.max(outcome.failed, 1) };
}
