import { once } from 'node:events';
import type { DeviceId, UserId } from '@skein/shared/ids';
import { EXPORT_PLACE_MS, EXPORTS_AT_ONCE } from '@skein/shared/limits';
import { describe, expect, onTestFinished, test } from 'vitest';
import { setStage, silentLog } from '../relay/testing.ts';
import { Exports } from './exports.ts';
import type { ExportedFile } from './files.ts';

const of = (name: string) => ({ user: name as UserId, device: `${name}-phone` as DeviceId });

/** Longer than anybody reads. */
const endless: ExportedFile = {
  path: 'endless.txt',
  async *content() {
    for (;;) yield await Promise.resolve('and so on');
  },
};
const much = (): Promise<readonly ExportedFile[]> => Promise.resolve([endless]);

const begin = async () => {
  const { relay } = await setStage();
  const told: object[] = [];
  const exports = new Exports(relay, { ...silentLog, info: (fields) => told.push(fields) });
  onTestFinished(async () => {
    exports.close();
    await relay.close();
  });
  return { exports, relay, told };
};

describe('places for exports', () => {
  test('are so many, and the oldest gives way only after EXPORT_PLACE_MS', async () => {
    const { exports, told } = await begin();
    const readers = [];
    for (let nth = 0; nth < EXPORTS_AT_ONCE; nth++)
      readers.push(await exports.begin(of(`slow${nth}`), much, nth));
    await expect(exports.begin(of('alice'), much, EXPORT_PLACE_MS - 1)).rejects.toMatchObject({
      reason: 'too-fast',
    });
    expect(readers.map(({ destroyed }) => destroyed)).not.toContain(true);
    await exports.begin(of('alice'), much, EXPORT_PLACE_MS);
    expect(readers.map(({ destroyed }) => destroyed)).toEqual([true, false, false, false]);
    expect(told).toEqual([{ reason: 'too-slow', user: 'slow0' }]);
    // The next one has had its place for a millisecond less.
    await expect(exports.begin(of('bob'), much, EXPORT_PLACE_MS)).rejects.toMatchObject({
      reason: 'too-fast',
    });
    await expect(exports.begin(of('alice'), much, EXPORT_PLACE_MS)).rejects.toMatchObject({
      reason: 'export-under-way',
    });
  });

  test('are given up also by whoever has not begun to read', async () => {
    const { exports } = await begin();
    let found: (files: readonly ExportedFile[]) => void = () => undefined;
    const waiting = exports.begin(of('slow'), () => new Promise((resolve) => (found = resolve)), 0);
    const refused = expect(waiting).rejects.toMatchObject({ reason: 'too-slow' });
    for (let nth = 0; nth < EXPORTS_AT_ONCE; nth++)
      await exports.begin(of(`person${nth}`), much, EXPORT_PLACE_MS);
    found([endless]);
    await refused;
  });

  test('are free again when their reader has gone, one for each', async () => {
    const { exports } = await begin();
    for (let nth = 0; nth < EXPORTS_AT_ONCE; nth++) {
      const zip = await exports.begin(of(`person${nth}`), much, 0);
      const gone = once(zip, 'close');
      zip.destroy();
      await gone;
    }
    await exports.begin(of('alice'), much, 0);
  });

  test('are left with the device', async () => {
    const { exports, relay } = await begin();
    const zip = await exports.begin(of('alice'), much, 0);
    relay.disconnect({ user: 'alice' as UserId }, 'device-revoked');
    expect(zip.destroyed).toBe(true);
  });
});
