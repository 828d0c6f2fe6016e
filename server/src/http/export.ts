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
import type { Serve } from './serve.ts';

interface Parts {
  readonly exports: Exports;
  readonly people: People;
  readonly devices: Devices;
  readonly rooms: Rooms;
  readonly members: Members;
  readonly relay: Relay;
  readonly now: () => number;
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
    const { socket } = request.raw;
    socket.setTimeout(EXPORT_STALL_MS, () => socket.destroy());
    finished(zip, () => socket.setTimeout(0));
    const day = new Date(now).toISOString().slice(0, 10);
    reply.header('content-disposition', `attachment; filename="skein-${day}.zip"`);
    return zip;
  });
};
