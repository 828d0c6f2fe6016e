import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

export interface Child {
  readonly pid: number;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  residentBytes(): Promise<number>;
  /** Seconds of processor time since it began, in user and system. */
  cpuSeconds(): Promise<number>;
  end(signal?: NodeJS.Signals): Promise<void>;
}

const waiting = new Set<(death: Error) => void>();

/** Rejects when the next child ends and nobody wanted that: a system may be on its second one by then. */
export const anyDeath = (): Promise<never> => new Promise((_, reject) => waiting.add(reject));

/** Starts a program that prints its port, and resolves when it has. */
export const startChild = async (
  program: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<Child> => {
  const child = spawn(process.execPath, [...flags, program], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let isWanted = true;
  void exited.then(([code, signal]) => {
    if (!isWanted) return;
    for (const reject of waiting) reject(new Error(`${program} ended by itself: ${String(signal ?? code)}`));
    waiting.clear();
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} could not be started.`);
  const end = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    isWanted = false;
    child.kill(signal);
    await exited;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /(?:localhost:|127\.0\.0\.1:|port )(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    child.stdout.resume();
    return {
      pid,
      url: `http://127.0.0.1:${port}`,
      end,
      residentBytes: () => residentBytes(pid),
      cpuSeconds: () => cpuSeconds(pid),
    };
  }
  await end();
  throw new Error(`${program} ended before it named its port.`);
};

/** Linux only, like the machines that run a relay. */
const residentBytes = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error('The system does not say how much memory a process has.');
  return Number(kilobytes) * 1024;
};

const TICKS_PER_SECOND = 100;

const cpuSeconds = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold blanks; behind it the 12th and 13th field are time in user and system.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};
