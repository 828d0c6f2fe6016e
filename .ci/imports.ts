/** Proves that imports go one way. The tables say which ways are closed, and why; anything else is open. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Rule {
  /** A file or folder, the latter ending in a slash. */
  readonly from: string;
  /** Our own files and folders, or packages (`node:` is all of Node's own). */
  readonly never: readonly string[];
  readonly because: string;
  /** Files named `*.test.ts` may. */
  readonly exceptTests?: true;
}

const RULES: readonly Rule[] = [
  {
    from: 'shared/',
    never: ['server/', 'client/', 'e2e/', 'node:'],
    because: 'shared is what everything else agrees on: it knows none of its users and runs everywhere',
  },
  {
    from: 'server/',
    never: ['client/', 'e2e/', 'react', 'react-dom'],
    because: 'relay and app meet only in what shared describes, so that either can be replaced',
  },
  {
    from: 'client/src/',
    never: ['server/', 'e2e/', 'node:'],
    because: 'app and relay meet only in what shared describes, and a browser has no Node',
  },
  ...['e2e/specs/', 'e2e/fixtures/'].map((from) => ({
    from,
    never: ['server/', 'client/', 'e2e/tests/'],
    because: 'a promise is tested from outside, as a person or a foreign client would',
  })),
  {
    from: 'client/src/sync/',
    never: [
      'client/src/search/',
      'client/src/app/',
      'client/src/ui/',
      'react',
      'react-dom',
      '@base-ui/react',
      'virtua',
      'lucide-react',
    ],
    because: 'sync is the core of the app and works without a screen',
  },
  {
    from: 'client/src/search/',
    never: ['client/src/app/', 'client/src/ui/', 'react', 'react-dom'],
    because: 'what can be found follows from what is synced, and does not depend on who asks',
  },
  {
    from: 'client/src/app/',
    never: ['client/src/ui/'],
    because: 'app holds the state that views show and knows no view',
  },
  {
    from: 'server/src/journal/',
    never: ['server/src/relay/', 'server/src/directory/', 'server/src/projections/', 'server/src/http/'],
    because: 'the journal keeps bytes by document and knows nobody above it',
  },
  {
    from: 'server/src/relay/',
    never: ['server/src/directory/', 'server/src/projections/', 'server/src/http/'],
    because: 'the relay asks through its own ports, so that it can serve somebody else’s directory',
  },
  {
    from: 'server/src/directory/',
    never: ['server/src/projections/', 'server/src/http/'],
    because: 'people, rooms and devices do not depend on who asks for them',
  },
  {
    from: 'server/src/projections/',
    never: ['server/src/http/'],
    because: 'a projection follows from what happened, not from a request',
  },
  {
    from: 'server/src/search/',
    never: ['server/src/projections/', 'server/src/http/'],
    because: 'what is found follows from what was said and who may read it, not from a request',
  },
  {
    from: 'server/src/issuer/',
    never: ['server/src/directory/', 'server/src/accounts/', 'server/src/projections/', 'server/src/http/'],
    because: 'tokens of another product are served without anything of our own accounts and rooms',
  },
  {
    from: 'server/src/observability/',
    never: ['server/src/directory/', 'server/src/projections/', 'server/src/http/'],
    because: 'what is measured is wrapped from outside, and knows nothing of it',
  },
  {
    from: 'server/src/operations/',
    never: ['server/src/directory/', 'server/src/projections/', 'server/src/http/'],
    because: 'what is done to stored data needs nobody who serves them',
  },
  {
    from: 'server/src/',
    never: ['server/src/main.ts', 'server/src/operate.ts', 'server/bench/'],
    because: 'a main is the only place that composes, and nothing composes it',
  },
  {
    from: 'server/src/',
    never: ['server/test/'],
    because: 'what helps tests is for tests',
    exceptTests: true,
  },
];

interface Import {
  readonly file: string;
  readonly line: number;
  readonly target: string;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const HOUSES = ['shared', 'server', 'client', 'e2e'];
const IGNORED = new Set(['node_modules', 'dist', 'dev-dist', 'results']);
const SPECIFIER = /\b(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g;

const imports = HOUSES.flatMap((house) => sourcesBelow(join(root, house))).flatMap(importsOf);
const complaints = [...imports.flatMap(broken), ...imports.flatMap(reachingAcross)];

for (const complaint of complaints) console.error(complaint);
if (imports.length === 0) console.error('No import was found: the rules were not tried.');
console.log(`imports: ${imports.length} looked at, ${complaints.length} against the rules`);
process.exitCode = complaints.length > 0 || imports.length === 0 ? 1 : 0;

function broken({ file, line, target }: Import): string[] {
  return RULES.filter((rule) => isIn(file, rule.from))
    .filter((rule) => rule.exceptTests !== true || !/\.test\.tsx?$/.test(file))
    .filter((rule) => rule.never.some((closed) => isIn(target, closed)))
    .map((rule) => `${file}:${line} imports ${target}, but ${rule.because}.`);
}

/** A package of ours is entered by its name, where its `exports` say what is public. */
function reachingAcross({ file, line, target }: Import): string[] {
  const house = HOUSES.find((name) => target.startsWith(`${name}/`));
  if (house === undefined || file.startsWith(`${house}/`)) return [];
  return [`${file}:${line} reaches into ${target} by path: import @skein/${house} by name.`];
}

function isIn(target: string, place: string): boolean {
  const path = target.replace(/^@skein\/(\w+)\/?/, '$1/');
  if (place.endsWith('/') || place.endsWith(':')) return path.startsWith(place);
  return path === place || path.startsWith(`${place}/`);
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesBelow(path);
    return /\.(ts|tsx|mts|js|mjs)$/.test(entry.name) ? [path] : [];
  });
}

function importsOf(path: string): Import[] {
  const text = readFileSync(path, 'utf8');
  const file = relative(root, path).split(sep).join('/');
  return [...text.matchAll(SPECIFIER)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length,
    target: targetOf(match[2] ?? '', file),
  }));
}

/** A path from the root for what is asked for by path, else the specifier as it stands. */
function targetOf(specifier: string, file: string): string {
  return specifier.startsWith('.') ? posix.join(dirname(file), specifier) : specifier;
}
