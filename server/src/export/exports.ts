import { finished, Readable } from 'node:stream';
import type { UserId } from '@skein/shared/ids';
import { EXPORT_PLACE_MS, EXPORTS_AT_ONCE } from '@skein/shared/limits';
import { type Refusal, RefusedError } from '@skein/shared/refusals';
import { JournalEndedError } from '../journal/port.ts';
import type { Attendance, Channels } from '../relay/contract.ts';
import type { Log } from '../relay/ports.ts';
import type { ExportedFile } from './files.ts';
import { ZipFile } from 'yazl';

interface UnderWay {
  readonly since: number;
  readonly cut: (reason: Refusal) => void;
}

/** Makes ZIP files while they are read, and no faster. */
export class Exports {
  readonly #channels: Pick<Channels, 'attend'>;
  readonly #log: Log;
  /** Oldest first. */
  readonly #underWay = new Map<UserId, UnderWay>();

  constructor(channels: Pick<Channels, 'attend'>, log: Log) {
    this.#channels = channels;
    this.#log = log;
  }

  /**
   * It is cut off like a channel of the device that asked for it.
   * @param files what goes into it, in this order
   * @throws RefusedError `export-under-way`, `too-fast`, and why it may not go on
   */
  async begin(
    { user, device }: Omit<Attendance, 'room'>,
    files: () => Promise<readonly ExportedFile[]>,
    now: number,
  ): Promise<Readable> {
    if (this.#underWay.has(user)) throw new RefusedError('export-under-way');
    if (this.#underWay.size >= EXPORTS_AT_ONCE) this.#makePlace(now);
    let zip: Readable | undefined;
    let over: Refusal | undefined;
    const cut = (reason: Refusal): void => {
      over = reason;
      zip?.destroy();
    };
    const own = { since: now, cut };
    this.#underWay.set(user, own);
    const endAttendance = this.#channels.attend({ user, device }, cut);
    const end = (): void => {
      endAttendance();
      if (this.#underWay.get(user) === own) this.#underWay.delete(user);
    };
    try {
      const found = await files();
      if (over !== undefined) throw new RefusedError(over);
      zip = zipOf(found, new Date(now));
      finished(zip, (error) => {
        end();
        if (error && !isEnd(error)) this.#log.error({ error, user }, 'an export came to nothing');
      });
      return zip;
    } catch (error) {
      end();
      throw error;
    }
  }

  /** The relay goes away, and does not wait for those who read slowly. */
  close(): void {
    for (const { cut } of this.#underWay.values()) cut('going-away');
  }

  /** @throws RefusedError `too-fast` when nobody has had a place for long enough */
  #makePlace(now: number): void {
    const [oldest] = this.#underWay;
    if (oldest === undefined || oldest[1].since + EXPORT_PLACE_MS > now)
      throw new RefusedError('too-fast', 'exports');
    const [user, { cut }] = oldest;
    this.#log.info({ reason: 'too-slow', user }, 'an export gave way to another');
    this.#underWay.delete(user);
    cut('too-slow');
  }
}

/** Who went away or was sent away has not asked for anything else, and a relay that ends may do so at any moment. */
const isEnd = (error: Error): boolean =>
  error instanceof JournalEndedError ||
  (error instanceof RefusedError && error.retry) ||
  ('code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE');

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
