import { finished, Readable } from 'node:stream';
import type { UserId } from '@skein/shared/ids';
import { EXPORTS_AT_ONCE } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import type { Log } from '../relay/ports.ts';
import type { ExportedFile } from './files.ts';
import { ZipFile } from 'yazl';

/** Makes ZIP files while they are read, and no faster. */
export class Exports {
  readonly #log: Log;
  readonly #underWay = new Set<UserId>();

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * @param files what goes into it, in this order
   * @throws RefusedError `export-under-way`, `too-fast`
   */
  async begin(user: UserId, files: () => Promise<readonly ExportedFile[]>, now: number): Promise<Readable> {
    if (this.#underWay.has(user)) throw new RefusedError('export-under-way');
    if (this.#underWay.size >= EXPORTS_AT_ONCE) throw new RefusedError('too-fast', 'exports');
    this.#underWay.add(user);
    try {
      const zip = zipOf(await files(), new Date(now));
      finished(zip, (error) => {
        this.#underWay.delete(user);
        // Whoever closes the connection has not asked for anything else.
        if (error && 'code' in error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE')
          this.#log.error({ error, user }, 'an export came to nothing');
      });
      return zip;
    } catch (error) {
      this.#underWay.delete(user);
      throw error;
    }
  }
}

const zipOf = (files: readonly ExportedFile[], mtime: Date): Readable => {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  let current: Readable | undefined;
  zip.on('error', (error: Error) => output.destroy(error));
  finished(output, () => current?.destroy());
  for (const { path, content } of files)
    zip.addReadStreamLazy(path, { mtime }, (give) => {
      current = Readable.from(content(), { objectMode: false });
      give(undefined, current);
    });
  zip.end();
  return output;
};
