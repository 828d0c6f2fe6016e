import { setTimeout as delay } from 'node:timers/promises';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Child } from './child.ts';

const LOOK_MS = 1_000;
const QUIET_LOOKS = 4;

/** Resolves when the process has had nothing to do for some seconds: what it puts off is done. */
export const untilQuiet = async (child: Child): Promise<void> => {
  let quiet = 0;
  for (let before = await child.cpuSeconds(); quiet < QUIET_LOOKS; ) {
    await delay(LOOK_MS);
    const now = await child.cpuSeconds();
    quiet = now - before < 0.05 ? quiet + 1 : 0;
    before = now;
  }
};

/** @param isMeant which files, by name; all unless told otherwise */
export const bytesIn = async (
  folder: string,
  isMeant: (name: string) => boolean = () => true,
): Promise<number> => {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && isMeant(entry.name)) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  return bytes;
};
