import type { Socket } from 'node:net';
import { finished } from 'node:stream';
import { EXPORT_STALL_MS } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import type { Devices } from '../directory/devices.ts';
import type { Members } from '../directory/members.ts';
import type { People } from '../directory/people.ts';
import type { Rooms } from '../directory/rooms.ts';
import { Contents } from '../export/contents.ts';
import type { Exports } from '../export/exports.ts';
import { filesOf } from '../export/files.ts';
import { Times } from '../export/times.ts';
import type { Relay } from '../relay/contract.ts';
import type { Schedule } from '../relay/ports.ts';
import type { Serve } from './serve.ts';

/** Ends a socket whose other side takes nothing. @returns what ends the watch */
const watchStall = (socket: Socket, schedule: Schedule): (() => void) => {
  let taken = socket.bytesWritten;
  const look = (): void => {
    if (socket.bytesWritten === taken) socket.destroy();
    else {
      taken = socket.bytesWritten;
      stop = schedule(EXPORT_STALL_MS, look);
    }
  };
  let stop = schedule(EXPORT_STALL_MS, look);
  return () => stop();
};

interface Parts {
  readonly exports: Exports;
  readonly people: People;
  readonly devices: Devices;
  readonly rooms: Rooms;
  readonly members: Members;
  readonly relay: Relay;
  readonly now: () => number;
  readonly schedule: Schedule;
}

export const serveExport = (serve: Serve, parts: Parts): void => {
  serve('exportAll', async ({ caller, query, request, reply }) => {
    const now = parts.now();
    const files = async () => {
      // It may have been signed out just before the export could hear of it.
      if ((await parts.devices.device(caller.device))?.endedAt !== null)
        throw new RefusedError('device-revoked');
      return await filesOf(new Contents(parts, caller.user), new Times(query.timeZone), now);
    };
    const zip = await parts.exports.begin(caller, files, now);
    // A reader that takes nothing must not keep the others from theirs.
    finished(zip, watchStall(request.raw.socket, parts.schedule));
    const day = new Date(now).toISOString().slice(0, 10);
    reply.header('content-disposition', `attachment; filename="skein-${day}.zip"`);
    return zip;
  });
};
