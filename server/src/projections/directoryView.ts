import type { DeviceEntry } from '@skein/shared/userDocument';
import type { DeviceRecord, Devices } from '../directory/devices.ts';
import { type Members, maySee, present } from '../directory/members.ts';
import type { People } from '../directory/people.ts';
import type { Rooms } from '../directory/rooms.ts';
import type { MemberRoom, ProjectedDirectory } from './ports.ts';

interface Parts {
  readonly rooms: Rooms;
  readonly members: Members;
  readonly people: People;
  readonly devices: Devices;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** To the day: a document that tells every minute of everybody's presence would grow by it. */
const deviceEntry = ({ id, name, kind, lastSeen, linkedBy }: DeviceRecord): DeviceEntry => ({
  id,
  name,
  kind,
  lastSeen: lastSeen - (lastSeen % DAY_MS),
  ...(linkedBy === null ? {} : { linkedBy }),
});

/** What a projection takes of the directory, as the directory has it. */
export const directoryView = ({ rooms, members, people, devices }: Parts): ProjectedDirectory => ({
  roomsOf: async (user, asked) => {
    const wanted = await rooms.of(user, asked);
    const ids = wanted.map(({ id }) => id);
    const [here, spans] = await Promise.all([members.idsIn(ids), members.spansIn(ids, user)]);
    return wanted.flatMap(({ id, kind, title }): MemberRoom[] => {
      const own = spans.get(id) ?? [];
      const span = present(own);
      // Left between the two looks.
      if (span === undefined) return [];
      const readable = (firstSeq: number): boolean => maySee(own, firstSeq);
      return [{ id, kind, title, role: span.role, members: here.get(id) ?? [], readable }];
    });
  },
  peopleOf: async (user) => [await people.person(user), ...(await people.around(user))],
  devicesOf: async (user) => (await devices.signedIn(user)).map(deviceEntry),
  membersOf: (room) => members.ids(room),
});
