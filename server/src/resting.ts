import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { REST_CHECK_MS } from '@skein/shared/limits';

/** Less of a processor than this is rest: probes of many silent connections are. */
const RESTING_SHARE = 0.1;
/** A process that has not grown by so much since it last gave back has nothing worth giving. */
const WORTH_BYTES = 16 * 2 ** 20;

export interface Process {
  /** Milliseconds of processor time since it began. */
  processorMs(): number;
  residentBytes(): number;
  /** Finds what nobody needs any more and returns its memory to the system; everything waits meanwhile. */
  giveBack(): void;
}

/** @returns a check, to be made every `REST_CHECK_MS` */
export const createRest = (process: Process): (() => void) => {
  let processorMs = process.processorMs();
  let residentBytes = 0;
  return () => {
    const before = processorMs;
    processorMs = process.processorMs();
    if (processorMs - before > REST_CHECK_MS * RESTING_SHARE) return;
    if (process.residentBytes() - residentBytes < WORTH_BYTES) return;
    process.giveBack();
    processorMs = process.processorMs();
    residentBytes = process.residentBytes();
  };
};

/**
 * V8 collects when it allocates: a relay that went quiet after a busy hour would keep that hour's memory for as long as
 * nobody speaks.
 */
export const thisProcess = (): Process => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'major'; flavor: 'last-resort' }) => void;
  return {
    processorMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    residentBytes: () => process.memoryUsage.rss(),
    giveBack: () => collect({ type: 'major', flavor: 'last-resort' }),
  };
};
