import type { UserId } from '@skein/shared/ids';
import type { DeviceEntry, PersonEntry, RoomEntry } from '@skein/shared/userDocument';
import { gapsIn } from './gaps.ts';
import type { Pending } from './pending.ts';
import type { MemberRoom, ProjectedDirectory, ProjectedRelay } from './ports.ts';

/** What a user document should say; `undefined` for what was not asked about. */
export interface Entries {
  readonly rooms: readonly RoomEntry[];
  readonly people: readonly PersonEntry[] | undefined;
  readonly devices: readonly DeviceEntry[] | undefined;
}

const roomEntry = async (relay: ProjectedRelay, user: UserId, room: MemberRoom): Promise<RoomEntry> => {
  const { head, firstSeqs, lastSeq, readSeq, unread, mentions, preview, at } = await relay.summary(
    room.id,
    user,
    room.readable,
  );
  const gaps = gapsIn(firstSeqs, room.readable);
  return {
    id: room.id,
    kind: room.kind,
    title: room.title,
    role: room.role,
    members: room.members,
    head,
    ...(gaps.length === 0 ? {} : { gaps }),
    lastSeq,
    readSeq,
    unread,
    mentions,
    ...(preview === undefined ? {} : { preview }),
    at,
  };
};

/** Oldest first, so that pushing them gives the order of recency. */
export const entriesOf = async (
  relay: ProjectedRelay,
  directory: ProjectedDirectory,
  user: UserId,
  { rooms, people, devices }: Pending,
): Promise<Entries> => {
  const asked = await directory.roomsOf(user, rooms);
  const entries = await Promise.all(asked.map((room) => roomEntry(relay, user, room)));
  return {
    rooms: entries.toSorted((a, b) => a.at - b.at),
    people: people ? await directory.peopleOf(user) : undefined,
    devices: devices ? await directory.devicesOf(user) : undefined,
  };
};
